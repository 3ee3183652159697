package io.leveret.broker.tls;

/** TLS cannot be set up so. The message is one line that names the file or the value. */
public final class TlsFault extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is at fault. */
    public enum Part {
        CERTIFICATE,
        KEY,
        KEY_PASSWORD,
        AUTHORITIES,
        PROTOCOLS,
        CIPHER_SUITES
    }

    private final Part part;

    TlsFault(Part part, String message) {
        super(message);
        this.part = part;
    }

    public Part part() {
        return part;
    }
}
