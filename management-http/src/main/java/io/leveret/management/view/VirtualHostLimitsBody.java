package io.leveret.management.view;

import java.util.Map;

/** What limits a virtual host, as {@code /api/vhost-limits} shows it. */
public record VirtualHostLimitsBody(String vhost, Map<String, Long> value) {}
