package io.leveret.management.resource;

import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where requests come from, and answers that are late on purpose. */
public final class Peers {

    private Peers() {}

    /** The address of the socket; no header says who the peer is. */
    public static InetAddress address(RoutingContext request) {
        try {
            // An address in digits: nothing is looked up.
            return InetAddress.getByName(request.request().remoteAddress().hostAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError("a TCP peer without an IP address", e);
        }
    }

    /** Answers after so many milliseconds, unless the peer has gone by then. */
    public static void later(RoutingContext request, int delayMs, Runnable answer) {
        if (delayMs == 0) {
            answer.run();
            return;
        }
        request.vertx().setTimer(delayMs, due -> {
            if (!request.response().closed()) {
                answer.run();
            }
        });
    }
}
