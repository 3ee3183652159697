package io.leveret.routing.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    private static final CollidingKey ONE = new CollidingKey(1, 7);
    private static final CollidingKey TWO = new CollidingKey(2, 7);
    private static final CollidingKey THREE = new CollidingKey(3, 7);

    @Test
    void emptyMapHasNothing() {
        PersistentMap<String, Integer> map = PersistentMap.empty();

        assertThat(map.isEmpty()).isTrue();
        assertThat(map.size()).isZero();
        assertThat(map.get("a")).isNull();
        assertThat(map.iterator().hasNext()).isFalse();
    }

    @Test
    void findsWhatWasPut() {
        PersistentMap<String, Integer> map = mapOf("a", 1, "b", 2);

        assertThat(map.get("a")).isEqualTo(1);
        assertThat(map.get("b")).isEqualTo(2);
        assertThat(map.containsKey("c")).isFalse();
        assertThat(map.size()).isEqualTo(2);
    }

    @Test
    void secondValueForAKeyReplacesTheFirst() {
        PersistentMap<String, Integer> map = mapOf("a", 1, "a", 2);

        assertThat(map.get("a")).isEqualTo(2);
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void changeLeavesTheOldMapAsItWas() {
        PersistentMap<String, Integer> old = mapOf("a", 1, "b", 2);

        old.with("c", 3);
        old.with("a", 9);
        old.without("b");

        assertThat(contentOf(old)).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void removedKeyIsGoneAndOthersStay() {
        PersistentMap<String, Integer> map = mapOf("a", 1, "b", 2).without("a");

        assertThat(contentOf(map)).isEqualTo(Map.of("b", 2));
    }

    @Test
    void removingTheLastKeyAnswersTheEmptyMap() {
        PersistentMap<String, Integer> one =
                PersistentMap.<String, Integer>empty().with("a", 1);

        assertThat(one.without("a")).isSameAs(PersistentMap.empty());
    }

    @Test
    void removingAnUnknownKeyAnswersTheSameMap() {
        PersistentMap<String, Integer> map = mapOf("a", 1, "b", 2);

        assertThat(map.without("c")).isSameAs(map);
    }

    @Test
    void puttingTheSameValueAgainAnswersTheSameMap() {
        String value = "value";
        PersistentMap<String, String> map =
                PersistentMap.<String, String>empty().with("a", value);

        assertThat(map.with("a", value)).isSameAs(map);
    }

    @Test
    void keysWithEqualHashesAreToldApart() {
        PersistentMap<CollidingKey, String> map = colliding();

        assertThat(map.get(ONE)).isEqualTo("one");
        assertThat(map.get(TWO)).isEqualTo("two");
        assertThat(map.get(THREE)).isEqualTo("three");
        assertThat(map.get(new CollidingKey(4, 7))).isNull();
        assertThat(map.size()).isEqualTo(3);
    }

    @Test
    void oneOfSeveralKeysWithEqualHashesCanBeReplaced() {
        PersistentMap<CollidingKey, String> map = colliding().with(TWO, "2");

        assertThat(contentOf(map)).isEqualTo(Map.of(ONE, "one", TWO, "2", THREE, "three"));
    }

    @Test
    void keysWithEqualHashesCanBeRemovedOneByOne() {
        PersistentMap<CollidingKey, String> map = colliding().without(ONE);
        assertThat(contentOf(map)).isEqualTo(Map.of(TWO, "two", THREE, "three"));

        map = map.without(THREE);
        assertThat(contentOf(map)).isEqualTo(Map.of(TWO, "two"));
        assertThat(map.without(TWO).isEmpty()).isTrue();
    }

    @Test
    void collisionMovesDownWhenANearlyEqualHashComes() {
        CollidingKey near = new CollidingKey(9, 8);
        PersistentMap<CollidingKey, String> map = colliding().with(near, "near");

        assertThat(map.get(near)).isEqualTo("near");
        assertThat(map.get(TWO)).isEqualTo("two");
        assertThat(contentOf(map.without(near))).isEqualTo(contentOf(colliding()));
    }

    @Test
    void iterationVisitsEveryEntryOnce() {
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 10_000; i++) {
            map = map.with(i, -i);
        }

        List<Integer> keys = new ArrayList<>();
        map.iterator().forEachRemaining(entry -> keys.add(entry.getKey()));

        assertThat(keys).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(map.stream().mapToInt(Map.Entry::getValue).sum()).isEqualTo(-49_995_000);
    }

    @Test
    void iteratorEndsWithAnException() {
        Iterator<Map.Entry<String, Integer>> iterator = mapOf("a", 1, "b", 2).iterator();
        iterator.next();
        iterator.next();

        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void orderDependsOnTheKeysAndNotOnTheHistory() {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
        PersistentMap<Integer, Integer> ascending = PersistentMap.empty();
        for (int key : keys) {
            ascending = ascending.with(key, key);
        }
        PersistentMap<Integer, Integer> other = PersistentMap.empty();
        for (int key = 0; key < 3_000; key++) {
            other = other.with(key, key);
        }
        Collections.shuffle(keys, new Random(1));
        for (int key : keys) {
            other = other.with(key, key).without(key + 1_000).without(key + 2_000);
        }

        assertThat(other.stream().toList()).isEqualTo(ascending.stream().toList());
    }

    @Test
    void valuesAreAViewThroughAFunction() {
        assertThat(mapOf("a", 1, "b", 2).values(value -> value * 10))
                .containsExactlyInAnyOrder(10, 20)
                .hasSize(2);
    }

    @Test
    void behavesLikeAHashMapUnderRandomChanges() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            // From all keys on one hash to hardly any two on one.
            int hashes = 1 << random.nextInt(12);
            compareWithHashMap(random, hashes, "seed " + seed);
        }
    }

    private static void compareWithHashMap(Random random, int hashes, String seed) {
        Map<CollidingKey, Integer> model = new HashMap<>();
        PersistentMap<CollidingKey, Integer> map = PersistentMap.empty();
        List<PersistentMap<CollidingKey, Integer>> oldMaps = new ArrayList<>();
        List<Map<CollidingKey, Integer>> oldModels = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            int id = random.nextInt(100);
            CollidingKey key = new CollidingKey(id, id % hashes);
            if (random.nextInt(3) > 0) {
                map = map.with(key, step);
                model.put(key, step);
            } else {
                map = map.without(key);
                model.remove(key);
            }
            assertThat(map.get(key)).as(seed).isEqualTo(model.get(key));
            if (step % 50 == 0) {
                oldMaps.add(map);
                oldModels.add(new HashMap<>(model));
            }
        }
        assertThat(contentOf(map)).as(seed).isEqualTo(model);
        for (int i = 0; i < oldMaps.size(); i++) {
            assertThat(contentOf(oldMaps.get(i))).as(seed + ", old map " + i).isEqualTo(oldModels.get(i));
        }
    }

    private static PersistentMap<CollidingKey, String> colliding() {
        return PersistentMap.<CollidingKey, String>empty()
                .with(ONE, "one")
                .with(TWO, "two")
                .with(THREE, "three");
    }

    private static PersistentMap<String, Integer> mapOf(String key1, int value1, String key2, int value2) {
        return PersistentMap.<String, Integer>empty().with(key1, value1).with(key2, value2);
    }

    /** Collected by iteration, and checked against the other two ways to read a map. */
    private static <K, V> Map<K, V> contentOf(PersistentMap<K, V> map) {
        Map<K, V> content = new HashMap<>();
        for (Map.Entry<K, V> entry : map) {
            assertThat(content.put(entry.getKey(), entry.getValue())).isNull();
            assertThat(map.get(entry.getKey())).isSameAs(entry.getValue());
        }
        Map<K, V> byForEach = new HashMap<>();
        map.forEach(byForEach::put);
        assertThat(byForEach).isEqualTo(content);
        assertThat(map.size()).isEqualTo(content.size());
        return content;
    }
}
