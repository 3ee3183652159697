package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {

    private final Users users = users();

    private static Users users() {
        Users users = new Users(Set.of("guest"));
        users.publish(
                AccessTable.NONE.with(user("guest")).with(user("friend")).with(new User("keyless", null, List.of())));
        return users;
    }

    private static User user(String name) {
        byte[] password = name.getBytes(StandardCharsets.UTF_8);
        return new User(name, PasswordHash.of(PasswordHash.Algorithm.SHA_512, password, 7), List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "guest, guest, 127.0.0.1, ACCEPTED",
        "guest, guest, 127.8.9.1, ACCEPTED",
        "guest, guest, ::1, ACCEPTED",
        "guest, guest, 10.0.0.1, LOOPBACK_ONLY",
        "guest, guest, fe80::1, LOOPBACK_ONLY",
        "guest, Guest, 127.0.0.1, INVALID_CREDENTIALS",
        "guest, '', 127.0.0.1, INVALID_CREDENTIALS",
        "guest, guest1, 127.0.0.1, INVALID_CREDENTIALS",
        "Guest, guest, 127.0.0.1, INVALID_CREDENTIALS",
        "'', guest, 127.0.0.1, INVALID_CREDENTIALS",
        "guest, wrong, 10.0.0.1, INVALID_CREDENTIALS",
        "friend, friend, 10.0.0.1, ACCEPTED",
        "friend, guest, 10.0.0.1, INVALID_CREDENTIALS",
        "keyless, '', 127.0.0.1, INVALID_CREDENTIALS",
        "keyless, keyless, 127.0.0.1, INVALID_CREDENTIALS",
    })
    void letsUsersInByTheirPasswordAndSomeFromThisMachineOnly(
            String user, String password, String peer, Users.Verdict verdict) throws UnknownHostException {
        SocketAddress address = new InetSocketAddress(InetAddress.getByName(peer), 1);
        assertThat(users.login(user, password.getBytes(StandardCharsets.UTF_8), address))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"unresolved", "other"})
    void takesAPeerItDoesNotKnowForARemoteOne(String kind) {
        SocketAddress peer = kind.equals("other")
                ? new SocketAddress() {
                    private static final long serialVersionUID = 1L;
                }
                : InetSocketAddress.createUnresolved("localhost", 1);
        assertThat(users.login("guest", "guest".getBytes(StandardCharsets.UTF_8), peer))
                .isEqualTo(Users.Verdict.LOOPBACK_ONLY);
    }
}
