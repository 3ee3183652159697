package io.leveret.codec.method;

/** Class tx (AMQP 0-9-1 section 1.9). */
public sealed interface TxMethod extends Method
        permits TxMethod.Select,
                TxMethod.SelectOk,
                TxMethod.Commit,
                TxMethod.CommitOk,
                TxMethod.Rollback,
                TxMethod.RollbackOk {
    /** The class id on the wire. */
    int CLASS_ID = 90;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Makes the channel transactional. */
    record Select() implements TxMethod {
        @Override
        public int methodId() {
            return 10;
        }
    }

    /** It is. */
    record SelectOk() implements TxMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Publishes and acknowledges what has gathered. */
    record Commit() implements TxMethod {
        @Override
        public int methodId() {
            return 20;
        }
    }

    /** Done, and durable. */
    record CommitOk() implements TxMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Drops what has gathered. */
    record Rollback() implements TxMethod {
        @Override
        public int methodId() {
            return 30;
        }
    }

    /** Done. */
    record RollbackOk() implements TxMethod {
        @Override
        public int methodId() {
            return 31;
        }
    }
}
