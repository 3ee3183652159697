package io.leveret.broker.policy;

/** What RabbitMQ says of a policy that cannot be set. */
public final class InvalidPolicyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    InvalidPolicyException(String message) {
        super(message);
    }
}
