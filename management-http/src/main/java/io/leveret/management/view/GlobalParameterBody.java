package io.leveret.management.view;

import org.jspecify.annotations.Nullable;

/** A global parameter as {@code /api/global-parameters} shows it. */
public record GlobalParameterBody(@Nullable Object value, String name) {}
