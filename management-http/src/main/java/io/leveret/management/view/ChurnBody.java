package io.leveret.management.view;

/** How often something has come or gone since the broker began. */
public record ChurnBody(
        long connectionCreated,
        long connectionClosed,
        long channelCreated,
        long channelClosed,
        long queueDeclared,
        long queueCreated,
        long queueDeleted) {}
