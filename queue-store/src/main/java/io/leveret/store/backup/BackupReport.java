package io.leveret.store.backup;

import java.util.List;

/**
 * What a backup holds.
 *
 * @param lsn where its journal ends: everything that was forced before is in it
 * @param files how many were copied
 * @param bytes their octets
 * @param damage one line for each stretch that was damaged already and was copied as it is; mostly none
 */
public record BackupReport(long lsn, int files, long bytes, List<String> damage) {

    public BackupReport {
        damage = List.copyOf(damage);
    }
}
