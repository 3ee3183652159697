package io.leveret.broker.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was in the files at one time. Immutable.
 *
 * @param authorities null if no file is named for them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSameAs
record PemFiles(byte[] certificate, byte[] key, byte @Nullable [] authorities) {

    /** Far more than a certificate needs: a wrong path must not fill the memory. */
    private static final long BYTES_MAX = 4 << 20;

    /** Reads all of them. */
    static PemFiles read(TlsSettings settings) throws TlsFault {
        Path authorities = settings.authoritiesFile();
        return new PemFiles(
                read(TlsFault.Part.CERTIFICATE, settings.certificateFile()),
                read(TlsFault.Part.KEY, settings.keyFile()),
                authorities == null ? null : read(TlsFault.Part.AUTHORITIES, authorities));
    }

    private static byte[] read(TlsFault.Part part, Path file) throws TlsFault {
        try {
            if (Files.isDirectory(file)) {
                throw new TlsFault(part, file + " is a directory");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new TlsFault(part, file + " is too large for a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsFault(part, file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new TlsFault(part, file + " may not be read");
        } catch (IOException e) {
            throw new TlsFault(part, file + " cannot be read: " + e.getMessage());
        }
    }

    boolean isSameAs(@Nullable PemFiles other) {
        return other != null
                && Arrays.equals(certificate, other.certificate)
                && Arrays.equals(key, other.key)
                && Arrays.equals(authorities, other.authorities);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PemFiles";
    }
}
