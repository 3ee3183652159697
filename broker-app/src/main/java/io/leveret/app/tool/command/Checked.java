package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.broker.AccessOperations;
import io.leveret.broker.Management;
import io.leveret.broker.UserInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What commands have in common: the broker's parts, and things that must be there. */
final class Checked {

    private Checked() {}

    static Management management(Call call) {
        return call.node().management();
    }

    static AccessOperations access(Call call) {
        return management(call).access().by(Node.OPERATOR);
    }

    /** Refuses if there is no such user. */
    static UserInfo user(Call call, String name) throws Refusal {
        return access(call)
                .user(name)
                .orElseThrow(() -> Refusal.error(Status.NO_USER, "User \"" + name + "\" does not exist"));
    }

    /** The refusal of a virtual host that is not there. */
    static Refusal noVhost(String name) {
        return Refusal.plain(Status.DATA, "Virtual host '" + name + "' does not exist");
    }

    /** Refuses if there is no such virtual host. */
    static void vhost(Call call) throws Refusal {
        if (access(call).virtualHost(call.vhost()).isEmpty()) {
            throw noVhost(call.vhost());
        }
    }

    /** Refuses what was not there. */
    static void parameter(boolean was) throws Refusal {
        if (!was) {
            throw Refusal.error(Status.UNAVAILABLE, "Parameter does not exist");
        }
    }

    /** An argument that is a JSON object. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(String text) throws Refusal {
        if (Json.read(text) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw Refusal.error(Status.UNAVAILABLE, "a JSON object is expected, as in {\"key\": 1}");
    }
}
