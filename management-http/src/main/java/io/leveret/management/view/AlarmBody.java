package io.leveret.management.view;

/**
 * One alarm in the answer of {@code GET /api/health/checks/alarms}.
 *
 * @param resource {@code disk space} or {@code memory}
 */
public record AlarmBody(String node, String resource) {}
