package io.leveret.store;

import io.leveret.store.disk.CrashingDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Makes files look as if another release had written them: whole, but of another format. */
final class Versions {

    private static final int FOOTER_BYTES = 4096;

    private Versions() {}

    static void ofSegment(CrashingDisk disk, String name, int version) {
        byte[] header = disk.read(name);
        put(header, 8, version);
        put(header, 64, crc(header, 0, 64));
        disk.put(name, 0, Arrays.copyOf(header, 68));
    }

    static void ofCheckpoint(CrashingDisk disk, String name, int version) {
        byte[] octets = disk.read(name);
        byte[] footer = Arrays.copyOfRange(octets, octets.length - FOOTER_BYTES, octets.length);
        put(footer, 8, version);
        CRC32C crc = new CRC32C();
        crc.update(footer, 0, 60);
        crc.update(footer, 64, 4);
        put(footer, 60, (int) crc.getValue());
        disk.put(name, octets.length - FOOTER_BYTES, footer);
    }

    private static int crc(byte[] octets, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, from, length);
        return (int) crc.getValue();
    }

    private static void put(byte[] octets, int at, int number) {
        ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
    }
}
