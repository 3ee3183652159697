package io.leveret.store;

import io.leveret.store.disk.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what waits in a queue, as {@link BacklogReader} found it.
 *
 * @param messages by rising seq
 * @param nextSeq where reading goes on; above what was asked for when there is no more
 * @param damage null, or why reading stopped at {@code nextSeq}: what stands there is damaged, in that file, at that offset
 */
public record Backlog(
        List<RecoveredMessage> messages,
        long nextSeq,
        @Nullable StoreException damage) {}
