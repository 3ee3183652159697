package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.CloseReason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users, permissions, policies and limits change by the hundred while messages go through (RELIABILITY R21, S15). */
class RightsUnderLoadTest {

    private static final int ROUNDS = 112;
    private static final int WINDOW = 100;
    private static final int CONFIRM_TIMEOUT_MS = 60_000;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String user;
    private String vhost;

    @BeforeEach
    void makeUserAndVirtualHost() {
        user = admin.user();
        vhost = admin.virtualHost();
        admin.permit(user, vhost, ".*", ".*", ".*");
    }

    private Connection connection() {
        return amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setVirtualHost(vhost);
        });
    }

    /** Publishes and consumes until told to stop; the number that was confirmed, all of which were consumed. */
    private long work(AtomicBoolean stop) {
        try {
            Channel channel = AmqpClient.channel(connection());
            Inbox inbox = Inbox.on(AmqpClient.channel(connection()), "work", true);
            channel.confirmSelect();
            long confirmed = 0;
            while (!stop.get()) {
                for (int i = 0; i < WINDOW; i++) {
                    channel.basicPublish("amq.topic", "unbound." + i, null, new byte[1]);
                    channel.basicPublish("", "work", null, new byte[1]);
                }
                channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
                for (int i = 0; i < WINDOW; i++) {
                    inbox.next();
                }
                confirmed += WINDOW;
            }
            return confirmed;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String policy(int priority) {
        return "{\"pattern\":\"^work$\",\"priority\":" + priority + ",\"definition\":{\"max-length\":1000000}}";
    }

    @Test
    @Spec(section = "2.17", row = "permissions that change, under load")
    void aThousandChangesDisturbNobodyWhomTheyDoNotConcern() throws Exception {
        // Before its right to do so is taken away.
        AmqpClient.channel(connection()).queueDeclare("work", true, false, false, Map.of());
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> work = CompletableFuture.supplyAsync(() -> work(stop));
        String other = Admin.name("other");
        try {
            for (int i = 0; i < ROUNDS && !work.isDone(); i++) {
                admin.set("users/" + other, "{\"tags\":\"\",\"password\":\"" + i + "\"}");
                admin.permit(other, vhost, "^" + i, "^" + i, "^" + i);
                admin.permitTopic(other, vhost, "amq.topic", "^" + i, "^" + i);
                admin.permit(user, vhost, "", i % 2 == 0 ? ".*" : "^(work|amq\\\\..*)$", "work");
                admin.set("user-limits/" + other + "/max-channels", "{\"value\":" + i + "}");
                admin.set("vhost-limits/" + vhost + "/max-queues", "{\"value\":" + (i + 1) + "}");
                admin.set("policies/" + vhost + "/p" + i % 5, policy(i));
                admin.delete("permissions/" + vhost + "/" + other);
                admin.delete("users/" + other);
            }
        } finally {
            stop.set(true);
        }
        assertThat(work.join()).isPositive();
    }

    @Test
    @Spec(section = "2.17", row = "permissions that change: the next publish")
    @OnPurpose(rabbit = "may go on with what a channel was allowed before")
    void whatIsTakenAwayUnderLoadIsTakenAtOnce() throws Exception {
        Channel channel = AmqpClient.channel(connection());
        channel.queueDeclare("q", false, false, false, Map.of());
        channel.confirmSelect();
        for (int i = 0; i < WINDOW; i++) {
            channel.basicPublish("", "q", null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        admin.permit(user, vhost, ".*", "", ".*");
        assertThat(CloseReason.of(channel, () -> channel.basicPublish("", "q", null, new byte[1]))
                        .replyCode())
                .isEqualTo(403);
    }

    @Test
    @Spec(section = "2.17", row = "user tags that change: the next request")
    void whoeverIsAdministratorNoMoreIsRefusedAtOnce() {
        admin.set("users/" + user, "{\"tags\":\"administrator\",\"password\":\"" + user + "\"}");
        assertThat(admin.ask(user, user, "GET", "users", "").status()).isEqualTo(200);
        admin.set("users/" + user, "{\"tags\":\"management\",\"password\":\"" + user + "\"}");
        assertThat(admin.ask(user, user, "GET", "users", "").status()).isEqualTo(401);
        admin.set("users/" + user, "{\"tags\":\"\",\"password\":\"" + user + "\"}");
        assertThat(admin.ask(user, user, "GET", "overview", "").status()).isEqualTo(401);
    }
}
