package io.leveret.management.view;

/** Which routing keys a user may use, as {@code /api/topic-permissions} shows it. */
public record TopicPermissionsBody(String user, String vhost, String exchange, String write, String read) {}
