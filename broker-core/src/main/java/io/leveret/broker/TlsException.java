package io.leveret.broker;

import io.leveret.broker.tls.TlsFault;

/** TLS cannot be set up as it is asked for. The message is one line that names the file or the value. */
public final class TlsException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Which of the options is at fault. */
    public enum Option {
        CERTIFICATE,
        KEY,
        KEY_PASSWORD,
        AUTHORITIES,
        PROTOCOLS,
        CIPHER_SUITES
    }

    private final Option option;

    TlsException(TlsFault fault) {
        super(fault.getMessage(), fault);
        this.option = Option.valueOf(fault.part().name());
    }

    public Option option() {
        return option;
    }
}
