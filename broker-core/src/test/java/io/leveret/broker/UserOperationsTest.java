package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users do with exchanges and queues without a connection. */
class UserOperationsTest {

    private static final String HOST = "/";
    private static final Map<String, Object> REJECTS_SECOND = Map.of("x-max-length", 1, "x-overflow", "reject-publish");

    @TempDir
    Path directory;

    private Broker broker;
    private ObjectOperations objects;
    private UserOperations guest;

    @BeforeEach
    void start() throws BrokerStartException {
        broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(2)
                .withDataDirectory(directory));
        objects = broker.management().objects();
        guest = objects.of("guest", HOST);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static void assertRefused(CompletableFuture<?> answer, int code, String name, String text) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(OperationException.class, refusal -> {
                    assertThat(refusal.text()).isEqualTo(text);
                    assertThat(refusal.replyCode()).isEqualTo(code);
                    assertThat(refusal.replyName()).isEqualTo(name);
                });
    }

    private PublishAnswer publish(String queue, String text) {
        return guest.publish("", queue, Map.of(), text.getBytes(StandardCharsets.UTF_8))
                .join();
    }

    private void queueWith(Map<String, ?> arguments, String... texts) {
        guest.declareQueue("q", true, false, arguments).join();
        for (String text : texts) {
            assertThat(publish("q", text)).isEqualTo(PublishAnswer.ROUTED);
        }
    }

    private List<String> get(GetMode mode) {
        return get("q", mode).stream()
                .map(message ->
                        new String(message.payload(), StandardCharsets.UTF_8) + (message.redelivered() ? " again" : ""))
                .toList();
    }

    private List<FetchedMessage> get(String queue, GetMode mode) {
        return guest.get(queue, 10, mode, Integer.MAX_VALUE).join();
    }

    private QueueInfo queue() {
        return broker.management().queue(HOST, "q").join();
    }

    @Test
    void declaresAQueueAndDeletesIt() {
        guest.declareQueue("q", true, true, Map.of("x-max-length", 5)).join();
        assertThat(queue().durable()).isTrue();
        assertThat(queue().autoDelete()).isTrue();
        assertThat(queue().arguments()).isEqualTo(Map.of("x-max-length", 5L));

        guest.deleteQueue("q", false, false).join();
        assertThat(objects.hasQueue(HOST, "q")).isFalse();
    }

    @Test
    void whoeverRunsTheBrokerPurgesAndDeletesWithoutPermissions() {
        queueWith(Map.of(), "one", "two");
        broker.management().access().deletePermissions(HOST, "guest").join();

        assertThat(objects.purgeQueue("operator", HOST, "q").join()).isEqualTo(2);
        assertThat(objects.deleteQueue("operator", HOST, "q", true, true).join())
                .isZero();
        assertThat(objects.hasQueue(HOST, "q")).isFalse();
        assertRefused(objects.purgeQueue("operator", HOST, "q"), 404, "NOT_FOUND", "no queue 'q' in vhost '/'");
    }

    @Test
    void aQueueThatIsNotEmptyStaysIfThatWasAskedFor() {
        queueWith(Map.of(), "one");
        assertRefused(
                objects.deleteQueue("operator", HOST, "q", false, true),
                406,
                "PRECONDITION_FAILED",
                "queue 'q' in vhost '/' not empty");
    }

    @Test
    void hashesAPasswordAsItWouldBeKept() {
        AccessOperations access = broker.management().access();
        String hash = access.hash("secret").join();
        assertThat(hash).isNotEqualTo(access.hash("secret").join()).hasSize(48);
        access.setUser("ann", List.of(), hash, "rabbit_password_hashing_sha256").join();
        assertThat(broker.management()
                        .login("ann", "secret", InetAddress.getLoopbackAddress())
                        .outcome())
                .isEqualTo(LoginAnswer.Outcome.ACCEPTED);
    }

    @Test
    void failsWithTheTextThatAClientWouldGet() {
        queueWith(Map.of());
        assertRefused(
                guest.declareQueue("q", false, false, Map.of()),
                406,
                "PRECONDITION_FAILED",
                "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'");
        assertRefused(
                guest.get("none", 1, GetMode.ACK_REQUEUE_TRUE, 1), 404, "NOT_FOUND", "no queue 'none' in vhost '/'");
    }

    @Test
    void refusesWhatTheUserMayNot() {
        broker.management().access().setUser("other", List.of(), "other").join();
        UserOperations other = objects.of("other", HOST);
        String refused = "access to vhost '/' refused for user 'other'";
        assertRefused(other.publish("", "q", Map.of(), new byte[0]), 530, "NOT_ALLOWED", refused);
        assertRefused(other.get("q", 1, GetMode.ACK_REQUEUE_TRUE, 1), 530, "NOT_ALLOWED", refused);
        assertRefused(
                other.declareQueue("q", true, false, Map.of()),
                403,
                "ACCESS_REFUSED",
                "configure access to queue 'q' in vhost '/' refused for user 'other'");
    }

    @Test
    void refusesAVirtualHostThatIsNotThere() {
        UserOperations nowhere = objects.of("guest", "nowhere");
        assertRefused(nowhere.purgeQueue("q"), 530, "NOT_ALLOWED", "vhost nowhere not found");
        assertRefused(nowhere.publish("", "q", Map.of(), new byte[0]), 530, "NOT_ALLOWED", "vhost nowhere not found");
    }

    @Test
    void countsAsAConnectionWhilePublishing() {
        queueWith(Map.of());
        broker.management()
                .access()
                .limitVirtualHost(HOST, "max-connections", 0)
                .join();
        assertRefused(
                guest.publish("", "q", Map.of(), new byte[0]),
                530,
                "NOT_ALLOWED",
                "access to vhost '/' refused for user 'guest': connection limit (0) is reached");
        guest.purgeQueue("q").join();

        broker.management()
                .access()
                .limitVirtualHost(HOST, "max-connections", 1)
                .join();
        for (int i = 0; i < 3; i++) {
            assertThat(publish("q", "a")).isEqualTo(PublishAnswer.ROUTED);
        }
    }

    @Test
    void saysWhatBecomesOfAMessage() {
        queueWith(REJECTS_SECOND, "a");
        assertThat(publish("q", "b")).isEqualTo(PublishAnswer.REJECTED);
        assertThat(publish("none", "c")).isEqualTo(PublishAnswer.UNROUTED);
    }

    @Test
    void refusesToPublishWhileThereIsAnAlarm() {
        queueWith(Map.of());
        broker.operations().shortOfMemory(true);
        assertRefused(
                guest.publish("", "q", Map.of(), new byte[0]), 506, "RESOURCE_ERROR", "there are alarms in effect");
        broker.operations().shortOfMemory(false);
        assertThat(publish("q", "a")).isEqualTo(PublishAnswer.ROUTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACK_REQUEUE_TRUE", "REJECT_REQUEUE_TRUE"})
    void messagesThatGoBackKeepTheirOrder(GetMode mode) {
        queueWith(Map.of(), "a", "b", "c");
        assertThat(get(mode)).containsExactly("a", "b", "c");
        assertThat(get(mode)).containsExactly("a again", "b again", "c again");
        assertThat(queue().ready()).isEqualTo(3);
        assertThat(queue().unacked()).isZero();
    }

    @Test
    void messagesThatAreTakenAreGone() {
        queueWith(Map.of(), "a", "b");
        assertThat(get(GetMode.ACK_REQUEUE_FALSE)).containsExactly("a", "b");
        assertThat(get(GetMode.ACK_REQUEUE_FALSE)).isEmpty();
    }

    @Test
    void messagesThatAreRejectedBecomeDeadLetters() {
        guest.declareQueue("dead", true, false, Map.of()).join();
        queueWith(Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"), "a");
        assertThat(get(GetMode.REJECT_REQUEUE_FALSE)).containsExactly("a");
        await().untilAsserted(() -> assertThat(get("dead", GetMode.ACK_REQUEUE_TRUE))
                .singleElement()
                .satisfies(letter -> assertThat(letter.properties().toString()).contains("x-first-death-queue=q")));
    }

    @Test
    void getsAsManyAsAreAskedForAndAsMuchOfThem() {
        queueWith(Map.of(), "abc", "def");
        List<FetchedMessage> got =
                guest.get("q", 1, GetMode.ACK_REQUEUE_TRUE, 2).join();
        assertThat(got).singleElement().satisfies(message -> {
            assertThat(message.payload()).isEqualTo("ab".getBytes(StandardCharsets.UTF_8));
            assertThat(message.payloadBytes()).isEqualTo(3);
            assertThat(message.messageCount()).isEqualTo(1);
            assertThat(message.exchange()).isEmpty();
            assertThat(message.routingKey()).isEqualTo("q");
        });
    }

    @Test
    void getsABodyOfManyFrames() {
        queueWith(Map.of());
        byte[] large = new byte[1 << 20];
        large[large.length - 1] = 1;
        assertThat(guest.publish("", "q", Map.of(), large).join()).isEqualTo(PublishAnswer.ROUTED);
        assertThat(get("q", GetMode.ACK_REQUEUE_FALSE))
                .singleElement()
                .satisfies(message -> assertThat(message.payload()).isEqualTo(large));
    }

    @Test
    void rejectsMoreThanFitIntoATurn() {
        queueWith(Map.of());
        for (int i = 0; i < 600; i++) {
            publish("q", "m");
        }
        assertThat(guest.get("q", 1000, GetMode.REJECT_REQUEUE_FALSE, 0).join()).hasSize(600);
        assertThat(queue().ready()).isZero();
        assertThat(queue().unacked()).isZero();
    }

    @Test
    void carriesPropertiesBothWays() {
        queueWith(Map.of());
        Map<String, Object> properties = Map.of(
                "content_type", "text/plain", "delivery_mode", 2, "timestamp", 5L, "headers", Map.of("a", List.of(1L)));
        guest.publish("", "q", properties, new byte[0]).join();
        assertThat(get("q", GetMode.ACK_REQUEUE_FALSE))
                .singleElement()
                .satisfies(message -> assertThat(message.properties()).isEqualTo(properties));
    }

    @Test
    void saysWhatFitsIntoNoMethod() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guest.purgeQueue("k".repeat(300)))
                .withMessage("queue should be less than 255 bytes, actually was 300");
    }

    @Test
    void bindsAndUnbinds() {
        queueWith(Map.of());
        guest.declareExchange("x", "headers", true, false, false, Map.of()).join();
        guest.bind("x", "q", false, "k", Map.of("a", 1L)).join();
        guest.bind("x", "amq.fanout", true, "", Map.of()).join();
        assertThat(bindings()).containsExactly("q false k {a=1}", "amq.fanout true  {}");
        objects.bindingsFrom(HOST, "x").forEach(binding -> guest.unbind(binding).join());
        assertThat(bindings()).isEmpty();
        guest.deleteExchange("x", true).join();
        assertThat(objects.exchange(HOST, "x")).isEmpty();
    }

    private List<String> bindings() {
        return objects.bindingsFrom(HOST, "x").stream()
                .map(binding -> binding.destination() + " " + binding.toExchange() + " " + binding.routingKey() + " "
                        + binding.arguments())
                .toList();
    }

    @Test
    void answersWhenTheBrokerEnds() {
        queueWith(Map.of());
        broker.close();
        assertRefused(
                guest.purgeQueue("q"),
                320,
                "CONNECTION_FORCED",
                "broker forced connection closure with reason 'shutdown'");
    }
}
