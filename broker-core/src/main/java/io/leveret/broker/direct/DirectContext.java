package io.leveret.broker.direct;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Users;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.connection.Occupancy;
import io.leveret.broker.time.Deadlines;
import io.leveret.broker.vhost.VirtualHosts;

/** What all direct channels of a broker share. Immutable. */
public record DirectContext(
        Users users,
        VirtualHosts virtualHosts,
        Occupancy occupancy,
        ChannelTerms terms,
        Deadlines deadlines,
        Alarms alarms) {}
