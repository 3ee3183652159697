package io.leveret.broker.queue;

/** Where a consumer is from, for those who list consumers. Fixed, so any thread may ask. */
public interface ConsumerOrigin {

    String connectionName();

    int channelNumber();

    /** Who has logged in there. */
    String user();
}
