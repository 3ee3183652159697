package io.leveret.conformance;

import com.rabbitmq.client.ConnectionFactory;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import io.leveret.broker.LoginOptions;
import io.leveret.broker.PermissionsInfo;
import io.leveret.broker.TlsListener;
import io.leveret.broker.TlsOptions;
import io.leveret.broker.TlsOptions.ClientCertificates;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.management.ManagementServer;
import io.leveret.management.ManagementStartException;
import io.leveret.management.view.BrokerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A broker of a test's own, in this JVM, that listens for TLS too, with certificates of an authority of its own. */
public final class TlsBroker implements AutoCloseable {

    private static final char[] NO_PASSWORD = {};
    private static final int DEPTH = 1;

    final TestCertificate authority = TestCertificate.authority("authority");
    final Path certificateFile;

    private final Broker broker;
    private @Nullable ManagementServer management;

    /**
     * Starts it.
     *
     * @param directory for its files and its data
     * @param clients whether clients show a certificate
     */
    TlsBroker(Path directory, ClientCertificates clients, UnaryOperator<BrokerConfig> further) {
        try {
            certificateFile = TestCertificate.make()
                    .named("CN=broker")
                    .local()
                    .signedBy(authority)
                    .write(directory, "broker");
            Path authorities = authority.write(directory, "authority");
            TlsOptions options = TlsOptions.of(certificateFile, directory.resolve("broker-key.pem"))
                    .withClientCertificates(clients, authorities, DEPTH);
            broker = Broker.start(further.apply(BrokerConfig.defaults()
                    .withBindHosts(List.of("127.0.0.1"))
                    .withPort(0)
                    .withStore(null)
                    .withDataDirectory(directory)
                    .withTls(new TlsListener(List.of("127.0.0.1"), 0, options))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that asks nobody for a certificate. */
    static TlsBroker start(Path directory) {
        return new TlsBroker(directory, ClientCertificates.NOT_ASKED, config -> config);
    }

    /** One that lets in whoever has a certificate, by the name that is meant, and by passwords. */
    public static TlsBroker startForCertificates(Path directory, LoginOptions.CertificateUser user) {
        LoginOptions login = new LoginOptions(List.of("EXTERNAL", "PLAIN"), null, "", user, 0);
        return new TlsBroker(directory, ClientCertificates.MAY, config -> config.withLogin(login));
    }

    /** Makes a user who may do everything in the virtual host /. */
    public void user(String name, @Nullable String password) {
        broker.management()
                .access()
                .setUser(name, List.of("administrator"), password)
                .join();
        broker.management()
                .access()
                .setPermissions(new PermissionsInfo(name, "/", ".*", ".*", ".*"))
                .join();
    }

    /** Who signs its certificate, and clients' ones; also in {@code authority.pem} of its directory. */
    public TestCertificate authority() {
        return authority;
    }

    /** Where it listens for TLS. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), broker.tlsPorts().get(0).getPort());
    }

    /** Where it listens for what is not encrypted. */
    InetSocketAddress plainAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.amqpPort());
    }

    /** Where its management API listens, which this starts. */
    InetSocketAddress startManagement() {
        return startManagement("127.0.0.1");
    }

    /** The same, on an address of this machine. */
    InetSocketAddress startManagement(String host) {
        try {
            ManagementServer server =
                    ManagementServer.start(List.of(host), 0, BrokerView.of(broker.management(), broker.amqpPorts()));
            management = server;
            return server.addresses().get(0);
        } catch (ManagementStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a client needs that trusts the broker's authority and shows this certificate, or none. */
    SSLContext client(@Nullable TestCertificate own) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = emptyStore();
            if (own != null) {
                store.setKeyEntry("own", own.key(), NO_PASSWORD, new Certificate[] {own.certificate()});
            }
            keys.init(store, NO_PASSWORD);
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store;
    }

    /** A factory of the RabbitMQ Java client for TLS. */
    ConnectionFactory factory(@Nullable TestCertificate own) {
        ConnectionFactory factory = BrokerUnderTest.connectionFactory(address());
        factory.useSslProtocol(client(own));
        return factory;
    }

    /** A socket whose handshake is still to come. */
    SSLSocket socket(@Nullable TestCertificate own) throws IOException {
        SSLSocket socket = (SSLSocket) client(own)
                .getSocketFactory()
                .createSocket(address().getAddress(), address().getPort());
        socket.setSoTimeout(Math.toIntExact(RawConnection.DEADLINE.toMillis()));
        return socket;
    }

    /** A raw connection by this version of TLS. */
    RawConnection raw(String protocol) throws IOException {
        SSLSocket socket = socket(null);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return RawConnection.over(socket);
    }

    @Override
    public void close() {
        if (management != null) {
            management.close();
        }
        broker.close();
    }
}
