package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies that keep what was acknowledged, for queues that are there and for those to come. */
class ReplayPolicyTest extends ReplayFixture {

    private static final Map<String, Object> AN_HOUR = Map.of("x-replay-max-age", "1h");

    private boolean set(String name, String pattern, int priority, Map<String, Object> definition) {
        return broker.setPolicy(
                name, Map.<String, Object>of("pattern", pattern, "priority", priority, "definition", definition));
    }

    private void awaitReplayed(List<String> expected) {
        await().untilAsserted(() -> assertThat(replayed()).isEqualTo(expected));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: for a queue that is declared later")
    void isFollowedByAQueueThatComesLater() throws Exception {
        assertThat(set("keep", "^kept$", 0, AN_HOUR)).as("new").isTrue();
        declare(Map.of());
        publish(1, 50);
        consume();

        awaitReplayed(messages(1, 50));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: for a queue that is there")
    void isFollowedByAQueueThatIsThereAtOnce() throws Exception {
        declare(Map.of());
        publish(1, 5);
        consume();
        set("keep", "kep", 0, AN_HOUR);
        publish(6, 10);
        consume();

        awaitReplayed(messages(6, 10));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: removed")
    void keepsNothingOnceItIsRemoved() throws Exception {
        declare(Map.of());
        set("keep", "kept", 0, AN_HOUR);
        publish(1, 5);
        consume();
        awaitReplayed(messages(1, 5));

        assertThat(broker.deletePolicy("keep")).isTrue();
        awaitReplayed(List.of());
        assertThat(broker.deletePolicy("keep")).as("again").isFalse();

        publish(6, 8);
        consume();
        publish(9, 9);
        awaitReplayed(messages(9, 9));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: changed")
    void isFollowedAsItIsAfterAChange() throws Exception {
        declare(Map.of());
        set("keep", "kept", 0, AN_HOUR);
        publish(1, 500);
        consume();
        awaitReplayed(messages(1, 500));

        assertThat(set("keep", "kept", 0, Map.of("x-replay-max-bytes", 5_000)))
                .as("new")
                .isFalse();

        await().untilAsserted(() -> assertThat(replayed()).hasSizeBetween(20, 80));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: argument and policy, the lesser of both")
    void keepsTheLesserOfWhatItAndTheArgumentSay() throws Exception {
        set("keep", "kept", 0, Map.<String, Object>of("x-replay-max-age", "1h", "x-replay-max-bytes", 1_000_000));
        declare(Map.of("x-replay-max-bytes", 5_000));
        publish(1, 500);
        consume();
        await().untilAsserted(() -> assertThat(replayed()).hasSizeBetween(20, 80));

        set("keep", "kept", 0, Map.of("x-replay-max-bytes", 1_000));
        await().untilAsserted(() -> assertThat(replayed()).hasSizeBetween(4, 19));
    }

    @Test
    @Spec(section = "2.18", row = "policies: the highest priority counts, one policy per queue")
    void ofTwoTheOneOfHigherPriorityCounts() throws Exception {
        set("low", ".*", 1, AN_HOUR);
        set("high", "kept", 2, Map.of("x-replay-max-bytes", 0));
        declare(Map.of());
        publish(1, 5);
        consume();
        publish(6, 6);
        awaitReplayed(messages(6, 6));

        broker.deletePolicy("high");
        consume();
        awaitReplayed(messages(6, 6));
    }

    @Test
    @Spec(section = "2.18", row = "policies: survive a restart, and so does what they did")
    void survivesARestart() throws Exception {
        set("keep", "kept", 0, AN_HOUR);
        declare(Map.of());
        publish(1, 5);
        consume();
        awaitReplayed(messages(1, 5));
        restart();

        assertThat(replayed()).isEqualTo(messages(1, 5));
        publish(6, 10);
        consume();
        awaitReplayed(messages(1, 10));

        broker.deletePolicy("keep");
        restart();
        assertThat(replayed()).isEmpty();
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: removed, and a crash before its queues knew")
    void keepsNothingWhenACrashCameBetweenItsRemovalAndItsQueues() throws Exception {
        set("keep", "kept", 0, AN_HOUR);
        declare(Map.of());
        publish(1, 5);
        consume();
        awaitReplayed(messages(1, 5));

        restart(() -> EmbeddedBroker.forgetPolicy(directory, "keep"));

        awaitReplayed(List.of());
        publish(6, 7);
        consume();
        awaitReplayed(List.of());
    }

    @Test
    @Spec(section = "2.18", row = "policies: apply-to")
    void thatIsForExchangesOrForQueuesOfOtherTypesIsNotFollowed() throws Exception {
        for (String applyTo : List.of("exchanges", "quorum_queues", "streams")) {
            broker.setPolicy(
                    applyTo, Map.<String, Object>of("pattern", "kept", "apply-to", applyTo, "definition", AN_HOUR));
        }
        declare(Map.of());
        publish(1, 5);
        consume();
        publish(6, 6);

        awaitReplayed(messages(6, 6));
    }

    @Test
    @Spec(section = "5.7", row = "replay policy: a queue that is not durable keeps nothing")
    void isNothingToAQueueThatIsNotDurable() throws Exception {
        set("keep", "kept", 0, AN_HOUR);
        channel.queueDeclare(QUEUE, false, false, false, Map.of());
        publish(1, 5);
        consume();

        assertThat(replayed()).isEmpty();
        channel.queuePurge(QUEUE);
        assertThat(channel.queueDelete(QUEUE).getMessageCount()).isZero();
    }
}
