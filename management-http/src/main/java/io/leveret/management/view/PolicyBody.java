package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * One policy in the answers of {@code GET /api/policies} and below.
 *
 * @param priority without a fraction if it has none
 */
public record PolicyBody(
        String vhost,
        String name,
        String pattern,
        @JsonProperty("apply-to") String applyTo,
        Map<String, Object> definition,
        Number priority) {}
