package io.leveret.management.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Connections, their channels and consumers, as the API sees them. Answers may complete on any thread. */
public interface ConnectionView {

    /** All connections, by name. */
    CompletionStage<List<ConnectionBody>> list();

    /** One of them, if there is one of this name. */
    CompletionStage<Optional<ConnectionBody>> find(String name);

    /** All channels, by connection and number. */
    CompletionStage<List<ChannelBody>> channels();

    /** The channels of one connection. */
    CompletionStage<List<ChannelBody>> channels(String connection);

    /** All consumers of all queues. */
    CompletionStage<List<ConsumerBody>> consumers();

    /** Closes a connection, if there is one of this name, and tells the client why. */
    void close(String name, String reason);
}
