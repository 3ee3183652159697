package io.leveret.app.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the process was told, resolved: flags win over the file, the file over the defaults.
 *
 * @param tls null if nobody is to connect by TLS
 * @param eventVirtualHost the one that has an exchange for events, or null
 * @param warnings one line each, to be logged once logging is up
 */
public record Settings(
        ListenerConfig listeners,
        @Nullable TlsConfig tls,
        LoginConfig login,
        ManagementConfig management,
        DataConfig data,
        DurabilityConfig durability,
        MemoryConfig memory,
        LimitsConfig limits,
        CompatConfig compat,
        QueuesConfig queues,
        @Nullable String eventVirtualHost,
        FirstUserConfig firstUser,
        DefinitionsConfig definitions,
        List<String> warnings) {

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");
    private static final List<String> LOOPBACK_IPV4 = List.of("127.0.0.1");

    public Settings {
        warnings = List.copyOf(warnings);
    }

    /**
     * Resolves flags and file.
     *
     * @param memoryBytes what the machine has
     * @param ipv6Loopback whether ::1 can be listened on; if not, it is left out of the default addresses
     * @throws ConfigException when a value cannot be used, or when a key may not be ignored
     */
    public static Settings resolve(Flags flags, RabbitConf conf, long memoryBytes, boolean ipv6Loopback)
            throws ConfigException {
        List<String> warnings = new ArrayList<>(KnownKeys.check(conf));
        List<String> defaultHosts = ipv6Loopback ? LOOPBACK : LOOPBACK_IPV4;
        ListenerConfig listeners = ListenerConfig.resolve(flags, conf, defaultHosts);
        if (!ipv6Loopback
                && listeners.hosts().containsAll(LOOPBACK_IPV4)
                && flags.bindHosts().isEmpty()) {
            warnings.add("no IPv6 here: not listening on ::1, only on 127.0.0.1");
        }
        DurabilityConfig durability = DurabilityConfig.resolve(flags, conf, memoryBytes);
        String relaxed = durability.warning();
        if (relaxed != null) {
            warnings.add(relaxed);
        }
        TlsConfig tls = TlsConfig.resolve(conf, defaultHosts);
        if (listeners.hosts().isEmpty() && tls == null) {
            throw new ConfigException("listeners.tcp = none, and no listeners.ssl: nobody could connect");
        }
        LoginConfig login = LoginConfig.resolve(conf);
        String withoutPassword = login.warning(tls);
        if (withoutPassword != null) {
            warnings.add(withoutPassword);
        }
        FirstUserConfig firstUser = FirstUserConfig.resolve(conf);
        String open = firstUser.warning();
        if (open != null) {
            warnings.add(open);
        }
        RabbitConf.Entry events = conf.get(KnownKeys.EVENTS);
        return new Settings(
                listeners,
                tls,
                login,
                ManagementConfig.resolve(flags, conf, defaultHosts),
                DataConfig.resolve(flags, conf),
                durability,
                MemoryConfig.resolve(conf, Runtime.getRuntime().maxMemory()),
                LimitsConfig.resolve(conf),
                CompatConfig.resolve(conf),
                QueuesConfig.resolve(conf),
                events == null ? null : events.value(),
                firstUser,
                DefinitionsConfig.resolve(conf),
                warnings);
    }
}
