package io.leveret.broker.parameter;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.event.Events;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import java.util.List;

/**
 * The broker's global parameters by name (BEHAVIOUR section 2.18). Any thread may read them; only the control thread
 * changes them, and records that in the catalogue.
 */
public final class GlobalParameters {

    /** What the cluster is called, if somebody has said it. */
    public static final String CLUSTER_NAME = "cluster_name";

    /** What tells this cluster from all others. */
    private static final String CLUSTER_ID = "internal_cluster_id";

    /** Of the file of definitions that was imported last at a start, if unchanged ones are passed over. */
    public static final String DEFINITIONS_HASH = "imported_definition_hash_value";

    /** What RabbitMQ keeps for itself, and for this cluster only. */
    private static final String INTERNAL_PREFIX = "internal";

    private static final String VALUE = "value";

    private final CatalogueLog catalogue;
    private final String id;
    private final Events events;
    private volatile PersistentMap<String, FieldValue> values = PersistentMap.empty();

    /**
     * Makes a broker's, of which there is none yet.
     *
     * @param id for the cluster, if it has none
     * @param events told of each change
     */
    public GlobalParameters(CatalogueLog catalogue, String id, Events events) {
        this.catalogue = catalogue;
        this.id = id;
        this.events = events;
    }

    /** The newest snapshot. */
    public PersistentMap<String, FieldValue> all() {
        return values;
    }

    /** Whether one of this name may go to another broker with definitions. */
    public static boolean isPortable(String name) {
        return !name.startsWith(INTERNAL_PREFIX) && !name.equals(DEFINITIONS_HASH);
    }

    /** A text, or the other one if there is no parameter of that name. */
    public String text(String name, String otherwise) {
        FieldValue value = values.get(name);
        return value == null ? otherwise : value.toString();
    }

    /** Takes what the catalogue has. */
    public void restore(List<Definition> definitions) {
        PersistentMap<String, FieldValue> restored = values;
        for (Definition definition : definitions) {
            if (definition instanceof Definition.OfGlobalParameter kept) {
                FieldValue value = kept.body().get(VALUE);
                restored = value == null ? restored : restored.with(kept.name().toString(), value);
            }
        }
        values = restored;
    }

    /** Gives the cluster its id, unless it has one; true if it had none. */
    public boolean identify() {
        return values.get(CLUSTER_ID) == null && set(CLUSTER_ID, FieldValue.LongString.of(id));
    }

    /**
     * Sets one, perhaps in the place of another value; true if there was none of its name.
     *
     * @param name at most 255 octets
     */
    public boolean set(String name, FieldValue value) {
        boolean isNew = values.get(name) == null;
        catalogue.put(definition(name, value));
        values = values.with(name, value);
        events.happened("parameter.set", () -> details(name).put(VALUE, value));
        return isNew;
    }

    /** Removes one; false if there is none of that name. RabbitMQ tells of it as of one that is set, without a value. */
    public boolean remove(String name) {
        FieldValue value = values.get(name);
        if (value != null) {
            catalogue.remove(definition(name, value));
            values = values.without(name);
            events.happened("parameter.set", () -> details(name));
        }
        return value != null;
    }

    private static FieldTable.Builder details(String name) {
        return FieldTable.builder().put("component", "global").put("name", name);
    }

    private static Definition definition(String name, FieldValue value) {
        return new Definition.OfGlobalParameter(
                ShortString.of(name), FieldTable.builder().put(VALUE, value).build());
    }
}
