package io.leveret.broker.connection;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Users;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.value.FieldTable;
import java.util.Map;

/**
 * What every connection of a broker shares. Immutable.
 *
 * @param virtualHosts by name
 */
public record ConnectionContext(
        ConnectionLimits limits,
        Users users,
        Map<String, TopologyControl> virtualHosts,
        FieldTable serverProperties,
        Connections connections,
        Alarms alarms) {}
