package io.drover.job.migrate;

import io.drover.extract.ChunkProof;
import io.drover.extract.SourceAccess;
import io.drover.ledger.ChunkReceipt;
import io.drover.model.TablePlan;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;

/** The task that proves a loaded chunk unchanged; true when it is. */
final class ProveChunk implements Function<ProveChunk.Loaded, Boolean> {
    private static final long serialVersionUID = 1L;

    private final SourceAccess access;

    ProveChunk(SourceAccess access) {
        this.access = access;
    }

    /** A table with one chunk, and what was read for it under an older snapshot. */
    record Loaded(TablePlan table, String visible, long rows) implements Serializable {
        static Loaded of(TablePlan table, ChunkReceipt receipt) {
            return new Loaded(
                    table.only(table.chunks().get(receipt.chunk())),
                    receipt.visible(),
                    receipt.read());
        }
    }

    @Override
    public Boolean call(Loaded loaded) {
        return new ChunkProof(access)
                .unchanged(
                        loaded.table(),
                        loaded.table().chunks().get(0),
                        loaded.visible(),
                        loaded.rows());
    }
}
