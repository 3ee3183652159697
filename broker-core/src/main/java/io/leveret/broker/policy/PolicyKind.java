package io.leveret.broker.policy;

/** Whose policy it is. A queue or exchange follows one of each. */
public enum PolicyKind {
    /** Of those who use the broker. */
    USER,
    /** Of those who run it: it sets bounds to what the users' policies and arguments say. */
    OPERATOR
}
