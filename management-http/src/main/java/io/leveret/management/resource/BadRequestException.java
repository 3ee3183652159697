package io.leveret.management.resource;

/** Something in a body is not what it should be. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object reason;

    /** @param reason as it is answered */
    BadRequestException(Object reason) {
        super(String.valueOf(reason), null, false, false);
        this.reason = reason;
    }

    Object reason() {
        return reason;
    }
}
