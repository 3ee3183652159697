package io.leveret.app.ctl;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may be at the other end of a Unix domain socket. The mode of its file says who may connect; this holds when somebody
 * has changed that.
 *
 * @param own who owns the socket, which is this process's user
 */
record PeerUser(String own) {

    private static final Logger LOG = LoggerFactory.getLogger(PeerUser.class);

    private static final String SUPERUSER = "root";

    static PeerUser ownerOf(Path socket) throws IOException {
        return new PeerUser(Files.getOwner(socket).getName());
    }

    /** Whether it is the owner or the superuser; also where the system does not say. */
    boolean mayCommand(SocketChannel connection) {
        if (!connection.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        try {
            String peer = connection
                    .getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName();
            boolean may = peer.equals(SUPERUSER) || peer.equals(own);
            if (!may) {
                LOG.warn("user {} of this machine may not command the broker", peer);
            }
            return may;
        } catch (IOException e) {
            LOG.debug("a command is not answered: nobody knows whose it is", e);
            return false;
        }
    }
}
