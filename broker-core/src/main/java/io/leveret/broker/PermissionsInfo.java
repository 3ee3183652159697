package io.leveret.broker;

/**
 * What a user may do in a virtual host: three regular expressions, looked for in names.
 *
 * @param user the user's name
 */
public record PermissionsInfo(String user, String vhost, String configure, String write, String read) {}
