package io.leveret.broker.catalogue;

import io.leveret.store.journal.JournalWriter;

/** The catalogue in the store. Owned by the control thread, for which its writer was made. */
public final class JournalledCatalogue implements CatalogueLog {

    private final JournalWriter writer;
    private int unforced;

    public JournalledCatalogue(JournalWriter writer) {
        this.writer = writer;
    }

    @Override
    public void put(Definition definition) {
        writer.put(DefinitionCodec.key(definition), DefinitionCodec.value(definition));
    }

    @Override
    public void remove(Definition definition) {
        writer.delete(DefinitionCodec.key(definition));
    }

    @Override
    public boolean submit(Runnable whenDurable) {
        // Behind a change that is still on its way to the disk, an answer that rests on it has to wait, too.
        if (!writer.hasUnsubmitted() && unforced == 0) {
            return false;
        }
        unforced++;
        writer.whenDurable(() -> {
            unforced--;
            whenDurable.run();
        });
        writer.submit();
        return true;
    }
}
