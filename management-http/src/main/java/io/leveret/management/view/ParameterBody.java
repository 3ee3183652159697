package io.leveret.management.view;

import java.util.Map;

/** A parameter of a virtual host, as {@code /api/parameters} shows it. */
public record ParameterBody(Map<String, Long> value, String vhost, String component, String name) {}
