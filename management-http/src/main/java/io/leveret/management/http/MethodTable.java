package io.leveret.management.http;

import io.leveret.management.resource.Answer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which methods each path has. Answers OPTIONS, 405 to a method that a path has not, and 404 where there is nothing; all of
 * that to anybody, as RabbitMQ does, since it is no secret. Immutable once made.
 */
public final class MethodTable implements Handler<RoutingContext> {

    /** The order in which they are named. */
    private static final List<HttpMethod> NAMED =
            List.of(HttpMethod.HEAD, HttpMethod.GET, HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE);

    private static final Set<HttpMethod> OF_NOTHING = Set.of(HttpMethod.HEAD, HttpMethod.GET);

    private static final class Segment {
        final Map<String, Segment> fixed = new HashMap<>(2);
        final Set<HttpMethod> methods = new HashSet<>(2);

        @Nullable
        Segment any;

        Segment below(String name) {
            if (!name.startsWith(":")) {
                return fixed.computeIfAbsent(name, added -> new Segment());
            }
            if (any == null) {
                any = new Segment();
            }
            return any;
        }
    }

    private final Segment root = new Segment();
    private final CommonHeaders headers;

    /** The table of all exact paths that the router has by now. */
    public MethodTable(Router router, CommonHeaders headers) {
        this.headers = headers;
        for (Route route : router.getRoutes()) {
            String path = route.getPath();
            if (path != null && route.isExactPath() && route.methods() != null) {
                add(path, route.methods());
            }
        }
    }

    private void add(String path, Set<HttpMethod> methods) {
        Segment at = root;
        for (String name : path.substring(1).split("/", -1)) {
            at = at.below(name);
        }
        at.methods.addAll(methods);
    }

    @Override
    public void handle(RoutingContext request) {
        Set<HttpMethod> methods = methods(withinMount(request));
        HttpMethod method = request.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            Set<HttpMethod> some = methods == null ? OF_NOTHING : methods;
            headers.preflight(request, named(some));
            request.response().putHeader("allow", named(some) + ", OPTIONS").end();
        } else if (methods == null && OF_NOTHING.contains(method)) {
            Answer.notFound(request);
        } else if (methods == null || !methods.contains(method)) {
            request.response().putHeader("allow", named(methods == null ? OF_NOTHING : methods) + ", OPTIONS");
            Answer.error(request, 405, "method_not_allowed", "Method Not Allowed");
        } else {
            request.next();
        }
    }

    private static String withinMount(RoutingContext request) {
        String mount = request.mountPoint();
        String path = request.normalizedPath();
        if (mount == null) {
            return path;
        }
        return path.substring(mount.endsWith("/") ? mount.length() - 1 : mount.length());
    }

    private static String named(Set<HttpMethod> methods) {
        return NAMED.stream().filter(methods::contains).map(HttpMethod::name).collect(Collectors.joining(", "));
    }

    private @Nullable Set<HttpMethod> methods(String path) {
        String within = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        Segment found = find(root, within.substring(1).split("/", -1), 0);
        return found == null ? null : found.methods;
    }

    /** What is fixed comes before what may be anything. */
    private static @Nullable Segment find(Segment from, String[] names, int at) {
        if (at == names.length) {
            return from.methods.isEmpty() ? null : from;
        }
        Segment fixed = from.fixed.get(names[at]);
        Segment found = fixed == null ? null : find(fixed, names, at + 1);
        return found == null && from.any != null && !names[at].isEmpty() ? find(from.any, names, at + 1) : found;
    }
}
