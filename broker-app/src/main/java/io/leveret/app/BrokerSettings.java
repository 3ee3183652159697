package io.leveret.app;

import io.leveret.app.config.DurabilityConfig;
import io.leveret.app.config.FirstUserConfig;
import io.leveret.app.config.LimitsConfig;
import io.leveret.app.config.Settings;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.Durability;
import io.leveret.broker.FirstUser;
import io.leveret.broker.LimitOptions;
import java.util.OptionalLong;

/** The settings of the process in the terms of the broker that it runs. */
final class BrokerSettings {

    private BrokerSettings() {}

    static BrokerConfig of(Settings settings) {
        BrokerConfig config = BrokerConfig.defaults()
                .withBindHosts(settings.listeners().hosts())
                .withPort(settings.listeners().port())
                .withDurability(durability(settings.durability()))
                .withFirstUser(firstUser(settings.firstUser()))
                .withLogin(BrokerTls.login(settings.login()))
                .withTls(BrokerTls.listener(settings.tls()))
                .withEventVirtualHost(settings.eventVirtualHost())
                .withCompat(settings.compat().line(), settings.compat().permitted())
                .withDefaultQueueType(settings.queues().defaultType())
                .withLimits(limits(settings.limits()))
                .withDeliveryTimeoutMs(settings.limits().deliveryTimeoutMs());
        Long messageBytes = settings.memory().messageBytes();
        Long indexBytes = settings.memory().indexBytes();
        config = messageBytes == null ? config : config.withMessageBytesMax(messageBytes);
        return indexBytes == null ? config : config.withIndexBytesMax(indexBytes);
    }

    private static FirstUser firstUser(FirstUserConfig config) {
        return new FirstUser(
                config.name(),
                config.password(),
                config.tags(),
                config.virtualHost(),
                config.configure(),
                config.write(),
                config.read(),
                config.loopbackUsers());
    }

    private static Durability durability(DurabilityConfig config) {
        Long limit = config.diskFreeLimitBytes();
        return new Durability(
                Durability.Sync.valueOf(config.sync().name()),
                config.syncIntervalMs(),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit));
    }

    private static LimitOptions limits(LimitsConfig config) {
        return new LimitOptions(
                config.channelMax(),
                config.frameMax(),
                config.initialFrameMax(),
                config.heartbeatSeconds(),
                config.handshakeTimeoutMs(),
                config.messageBytesMax(),
                config.connections(),
                config.channels(),
                config.consumersPerChannel(),
                config.queues(),
                config.exchanges(),
                config.virtualHosts());
    }
}
