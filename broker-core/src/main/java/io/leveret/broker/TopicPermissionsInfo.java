package io.leveret.broker;

/**
 * Which routing keys a user may use with a topic exchange: two regular expressions.
 *
 * @param user the user's name
 */
public record TopicPermissionsInfo(String user, String vhost, String exchange, String write, String read) {}
