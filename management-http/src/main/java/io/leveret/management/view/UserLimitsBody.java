package io.leveret.management.view;

import java.util.Map;

/** What limits a user, as {@code /api/user-limits} shows it. */
public record UserLimitsBody(String user, Map<String, Long> value) {}
