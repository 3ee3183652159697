package io.leveret.management.route;

import io.leveret.management.resource.Callers;
import io.leveret.management.resource.LoginResource;
import io.leveret.management.resource.UsersResource;
import io.leveret.management.view.BrokerView;
import io.vertx.ext.web.Router;

/** The paths of several users together, and of passwords. */
public final class UserRoutes {

    private static final String LOGIN = "/api/login";

    private UserRoutes() {}

    /** What is asked without the credentials of every other request. */
    public static void addOpen(Router router, BrokerView broker) {
        LoginResource login = new LoginResource(broker);
        router.post(LOGIN).handler(login.bodies());
        router.post(LOGIN).handler(login.login());
        router.delete(LOGIN).handler(login.logout());
    }

    /** Adds the others; in front of those of one user, whose name may be anything. */
    public static void add(Router router, BrokerView broker) {
        UsersResource users = new UsersResource(broker.access());
        Routes.get(router, "/api/users/without-permissions", Callers.administrator(users.withoutPermissions()));
        router.post("/api/users/bulk-delete").handler(Callers.administrator(users.bulkDelete()));
        Routes.get(router, "/api/auth/hash_password/:password", Callers.administrator(users.hashPassword()));
    }
}
