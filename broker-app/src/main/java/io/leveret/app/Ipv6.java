package io.leveret.app;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** Whether this machine has IPv6: containers often have not. */
final class Ipv6 {

    private static final int ADDRESS_BYTES = 16;

    private Ipv6() {}

    /** Whether some interface carries ::1, so that it can be listened on. */
    static boolean loopbackPresent() {
        byte[] loopback = new byte[ADDRESS_BYTES];
        loopback[ADDRESS_BYTES - 1] = 1;
        try {
            InetAddress address = Inet6Address.getByAddress(loopback);
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
