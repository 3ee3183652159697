package io.leveret.management.list;

/** What is asked of a list makes no sense; carries both texts of RabbitMQ's answer, whose status is 400. */
public final class ListFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final String error;

    ListFault(String error, String reason) {
        super(reason, null, false, false);
        this.error = error;
    }

    public String error() {
        return error;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
