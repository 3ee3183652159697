package io.leveret.broker.connection;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.auth.Users;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import java.util.function.Supplier;

/**
 * What every connection of a broker shares. Immutable.
 *
 * @param serverProperties those of the moment, for any thread
 */
public record ConnectionContext(
        ConnectionLimits limits,
        Users users,
        Logins logins,
        VirtualHosts virtualHosts,
        Supplier<FieldTable> serverProperties,
        Connections connections,
        Occupancy occupancy,
        ChannelTerms terms,
        Alarms alarms) {}
