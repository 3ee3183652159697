package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {

    @TempDir
    Path directory;

    /** Of a broker whose store refuses to be copied. */
    private Operations closed() throws BrokerStartException {
        Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory.resolve("data")));
        broker.close();
        return broker.operations();
    }

    private static void assertRefused(Operations operations, Path target) {
        assertThatThrownBy(() -> operations.backup(target))
                .isInstanceOf(IOException.class)
                .hasMessage("the store is closed");
    }

    @Test
    void aBackupThatFailsLeavesNoDirectoryThatItHasCreated() throws Exception {
        assertRefused(closed(), directory.resolve("new/backup"));
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void aBackupThatFailsLeavesTheDirectoryThatWasThere() throws Exception {
        Path target = Files.createDirectory(directory.resolve("there"));
        assertRefused(closed(), target);
        assertThat(target).isEmptyDirectory();
    }
}
