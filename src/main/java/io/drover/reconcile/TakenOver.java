package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.UnchangedSql;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.Snapshot;
import io.drover.reconcile.SavedSums.Part;
import io.drover.reconcile.SavedSums.Saved;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task need not read, as a reconciliation that was killed has read it and it is shown to be
 * the same still; and what it has read itself, for the next one.
 */
final class TakenOver {
    /** Looking for less than this, and noting it, would cost more than reading it. */
    static final long WORTH_BYTES = 1 << 20;

    private final SavedSums store;
    private final SideAccess ledger;
    private final Snapshot snapshot;
    private final Map<ScanItem, Part> parts = new HashMap<>();
    private final Map<ScanItem, Long> files = new HashMap<>();
    private final Map<Part, Saved> earlier;
    private final Map<Part, Saved> now = new LinkedHashMap<>();

    private TakenOver(SavedSums store, SideAccess ledger, Snapshot snapshot, ScanTask task) {
        this.store = store;
        this.ledger = ledger;
        this.snapshot = snapshot;
        for (ScanItem item : task.items()) {
            if (item.estimatedBytes() >= WORTH_BYTES) {
                parts.put(item, part(item, snapshot));
            }
        }
        this.earlier =
                parts.isEmpty() ? Map.of() : store.find(ledger, new ArrayList<>(parts.values()));
    }

    /** Asks the store, over a connection of its own. */
    static TakenOver of(SavedSums store, SideAccess ledger, Snapshot snapshot, ScanTask task) {
        return new TakenOver(store, ledger, snapshot, task);
    }

    /** Fills in the sums of an item that was read before and is unchanged; false: read it. */
    boolean fill(SideSession session, ScanItem item, PairSums into) {
        Part part = parts.get(item);
        if (part == null) {
            return false;
        }
        files.put(item, relationFile(session, item));
        Saved before = earlier.get(part);
        if (before == null
                || before.relationFile() != files.get(item)
                || !isUnchanged(session, item, before)) {
            return false;
        }
        into.unpack(item.side(), before.sums());
        now.put(part, before);
        return true;
    }

    /** Takes what was read of an item, to its end. */
    void read(ScanItem item, PairSums sums) {
        Part part = parts.get(item);
        Long file = files.get(item);
        if (part != null && file != null) {
            now.put(
                    part,
                    new Saved(
                            snapshot.visible(),
                            file,
                            sums.rows(item.side()),
                            sums.pack(item.side())));
        }
    }

    /** Saves it; the caller holds no connection to the ledger. */
    void saveRead() {
        if (!now.isEmpty()) {
            store.save(ledger, now);
        }
    }

    private static Part part(ScanItem item, Snapshot snapshot) {
        TablePair tables = item.tables();
        return new Part(
                tables.source(),
                tables.target(),
                item.side(),
                item.name(),
                item.predicate(),
                compared(item),
                snapshot.server());
    }

    /** Digest of all that decides which sums come of a row. */
    private static String compared(ScanItem item) {
        TablePair tables = item.tables();
        List<Object> all =
                List.of(
                        CanonicalDigest.EQUALITY,
                        tables.columns(),
                        tables.spreadColumns(),
                        String.valueOf(tables.where()),
                        new TreeMap<>(tables.tolerances()),
                        item.buckets());
        byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
        CanonicalDigest digest = new CanonicalDigest();
        digest.digest(text, 0, text.length);
        return new SetDigest(1, digest.high(), digest.low()).hex();
    }

    private static long relationFile(SideSession session, ScanItem item) {
        String file =
                session.value(
                        "SELECT pg_catalog.pg_relation_filenode(%s::pg_catalog.regclass)"
                                .formatted(
                                        PostgresNames.literal(PostgresNames.quote(item.name()))));
        return file == null ? 0 : Long.parseLong(file);
    }

    /** Under the very same snapshot there is nothing to ask. */
    private boolean isUnchanged(SideSession session, ScanItem item, Saved before) {
        if (before.visible().equals(snapshot.visible())) {
            return true;
        }
        @Nullable String where = item.side() == Side.SOURCE ? item.tables().where() : null;
        if (where != null) {
            // Its filter may look at other tables.
            return false;
        }
        String from =
                "ONLY %s WHERE %s".formatted(PostgresNames.quote(item.name()), item.predicate());
        String counted =
                session.value(
                        "SELECT counted::pg_catalog.text FROM (%s) AS counted"
                                .formatted(UnchangedSql.counts(from, before.visible())));
        return ("(" + before.rows() + ",0)").equals(counted);
    }
}
