package io.leveret.management.resource;

import io.leveret.management.view.Caller;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** Who makes a request, and whether that user may. */
public final class Callers {

    private static final String KEY = "leveret.caller";

    private Callers() {}

    /** Notes who asks, once that is known. */
    public static void set(RoutingContext request, Caller caller) {
        request.put(KEY, caller);
    }

    /** Who asks. */
    static Caller of(RoutingContext request) {
        return Objects.requireNonNull(request.<Caller>get(KEY), KEY);
    }

    /** Lets only administrators pass. */
    public static Handler<RoutingContext> administrator(Handler<RoutingContext> resource) {
        return request -> {
            if (of(request).isAdministrator()) {
                resource.handle(request);
            } else {
                Answer.error(request, 401, "not_authorised", "Not administrator user");
            }
        };
    }

    /** Lets only those pass who may see the broker as a whole. */
    public static Handler<RoutingContext> monitor(Handler<RoutingContext> resource) {
        return request -> {
            if (of(request).seesAll()) {
                resource.handle(request);
            } else {
                Answer.error(request, 401, "not_authorised", "Not monitor user");
            }
        };
    }

    /** What asks for something of somebody else's. */
    static void refuseObject(RoutingContext request) {
        Answer.error(request, 401, "not_authorised", "User not authorised to access object");
    }

    /** Lets only administrators pass, and the user whom the path names. */
    public static Handler<RoutingContext> administratorOrSelf(Handler<RoutingContext> resource) {
        Handler<RoutingContext> guarded = administrator(resource);
        return request -> {
            boolean self = of(request).name().equals(request.pathParam("user"));
            (self ? resource : guarded).handle(request);
        };
    }

    /** Lets only those pass who may set policies of the virtual host in the path. */
    public static Handler<RoutingContext> policymaker(Handler<RoutingContext> resource) {
        return visible(request -> {
            if (of(request).isPolicymaker()) {
                resource.handle(request);
            } else {
                Answer.error(request, 401, "not_authorised", "User not authorised to access object");
            }
        });
    }

    /** Shows nothing of a virtual host in the path that the user may not enter, not even whether there is one. */
    public static Handler<RoutingContext> visible(Handler<RoutingContext> resource) {
        return request -> {
            String vhost = request.pathParam("vhost");
            if (vhost == null || of(request).sees(vhost)) {
                resource.handle(request);
            } else {
                Answer.invisible(request);
            }
        };
    }
}
