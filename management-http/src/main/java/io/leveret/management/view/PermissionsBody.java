package io.leveret.management.view;

/** What a user may do in a virtual host, as {@code /api/permissions} shows it. */
public record PermissionsBody(String user, String vhost, String configure, String write, String read) {}
