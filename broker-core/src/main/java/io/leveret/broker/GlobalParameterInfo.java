package io.leveret.broker;

import org.jspecify.annotations.Nullable;

/**
 * A global parameter, for those who look from outside.
 *
 * @param value as JSON has it
 */
public record GlobalParameterInfo(String name, @Nullable Object value) {}
