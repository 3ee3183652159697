package io.leveret.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The project's version, written into a resource by the build. */
public final class Version {

    private static final String RESOURCE = "version.properties";

    private Version() {}

    /** As in {@code 1.2.3}. */
    public static String read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            assert in != null : RESOURCE + " is not on the class path";
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
