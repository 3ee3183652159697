package io.leveret.management.resource;

import io.leveret.broker.SampleWindow;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The samples that a request asks for by {@code msg_rates_age} and {@code msg_rates_incr}, or by those of lengths. */
final class Windows {

    private static final long MS = 1_000;
    private static final List<String> KINDS = List.of("msg_rates", "lengths");

    private Windows() {}

    /** The widest that is asked for; null if none is, or none that can be. */
    static @Nullable SampleWindow of(RoutingContext request) {
        for (String kind : KINDS) {
            Long age = seconds(request, kind + "_age");
            Long increment = seconds(request, kind + "_incr");
            if (age != null && increment != null) {
                try {
                    return new SampleWindow(age * MS, increment * MS);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private static @Nullable Long seconds(RoutingContext request, String name) {
        List<String> values = request.queryParam(name);
        return values.isEmpty() || !values.get(0).matches("\\d{1,9}") ? null : Long.valueOf(values.get(0));
    }
}
