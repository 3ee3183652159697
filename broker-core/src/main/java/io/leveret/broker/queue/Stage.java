package io.leveret.broker.queue;

/** How a queue goes: it serves, then takes and gives nothing more, then has dropped what it held. */
enum Stage {
    LIVE,
    FROZEN,
    GONE
}
