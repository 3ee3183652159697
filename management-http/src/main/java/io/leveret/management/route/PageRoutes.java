package io.leveret.management.route;

import io.leveret.management.resource.PageResource;
import io.vertx.ext.web.Router;

/** The paths of the web page, open to whoever reaches the port. */
public final class PageRoutes {

    private PageRoutes() {}

    /** Adds them. */
    public static void add(Router router) {
        PageResource page = new PageResource("index.html", "text/html; charset=utf-8");
        Routes.get(router, "/", page);
        Routes.get(router, "/index.html", page);
        Routes.get(router, "/page.js", new PageResource("page.js", "text/javascript; charset=utf-8"));
        Routes.get(router, "/page.svg", new PageResource("page.svg", "image/svg+xml"));
        Routes.get(router, "/page.css", new PageResource("page.css", "text/css; charset=utf-8"));
    }
}
