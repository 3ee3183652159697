package io.leveret.app;

import io.leveret.app.config.DefinitionsConfig;
import io.leveret.broker.StartDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the files of definitions that the configuration names. */
final class DefinitionFiles {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<@Nullable Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    private static final String SUFFIX = ".json";

    private DefinitionFiles() {}

    /** All of them; a {@link StartException} names the one that is wrong. */
    static StartDefinitions read(DefinitionsConfig config) throws StartException {
        List<StartDefinitions.File> files = new ArrayList<>();
        MessageDigest digest = sha256();
        for (Path path : config.paths()) {
            for (Path file : filesOf(path)) {
                byte[] content = content(file);
                digest.update(content);
                files.add(new StartDefinitions.File(file.toString(), parsed(file, content)));
            }
        }
        boolean counts = config.skipsUnchanged() && !files.isEmpty();
        return new StartDefinitions(files, counts ? Base64.getEncoder().encodeToString(digest.digest()) : null);
    }

    private static List<Path> filesOf(Path path) throws StartException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> found = Files.list(path)) {
            return found.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw wrong(path, "cannot be read: " + e.getMessage());
        }
    }

    private static byte[] content(Path file) throws StartException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong(file, "does not exist");
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e.getMessage());
        }
    }

    private static Map<String, @Nullable Object> parsed(Path file, byte[] content) throws StartException {
        Map<String, @Nullable Object> definitions;
        try {
            definitions = JSON.readValue(content, OBJECT);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw wrong(file, "is not an object of JSON" + (place == null ? "" : ", line " + place.getLineNr()));
        }
        if (definitions == null) {
            throw wrong(file, "is not an object of JSON");
        }
        return definitions;
    }

    private static StartException wrong(Path file, String how) {
        return new StartException(ExitStatus.CONFIG, "definitions file " + file + " " + how);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
