package io.drover.load;

import io.drover.dialect.wire.ValueRefused;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.Receipts.Counts;
import io.drover.ledger.RuleReceipts;
import io.drover.ledger.StoreReceipts.Fates;
import io.drover.ledger.StoreReceipts.SetAside;
import io.drover.load.Violations.Violation;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.rules.Fate;
import io.drover.model.rules.RuleStep;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/**
 * The rows of a chunk that a store is to take, out of all that came out of its rules. The others
 * are counted and remembered; at the end their fates are told once, and they balance with what the
 * source says it sent.
 *
 * <p>Runs on: executors. Memory: the rows that are set aside, 16 bytes for each duplicate.
 */
public final class StoreSieve implements Iterator<Row> {
    private static final Fate[] FATES = Fate.values();

    private final TablePlan table;
    private final int chunk;
    private final FatedRows source;
    private final long mostAside;
    private final Consumer<Fates> told;
    private final StoreValues values;
    private final RuleTally tally;
    private final RowLog rowLog;
    private final Duplicates duplicates = new Duplicates();
    private final List<Aside> aside = new ArrayList<>();
    private @Nullable Row next;
    private boolean ended;
    private long seen;
    private long loaded;
    private long filtered;

    /**
     * @param table its rules' columns are all columns of the store, in order
     * @param columns the same ones
     * @param mostAside rows of the chunk that may be set aside
     * @param told is given the fates behind the last row
     */
    public StoreSieve(
            TablePlan table,
            List<StoreColumn> columns,
            int chunk,
            FatedRows source,
            long mostAside,
            Consumer<Fates> told) {
        this.table = table;
        this.chunk = chunk;
        this.source = source;
        this.mostAside = mostAside;
        this.told = told;
        this.values = new StoreValues(columns);
        this.tally = new RuleTally(steps().size());
        this.rowLog = new RowLog(table.rules());
    }

    /** A row that is set aside; what the source has of it is looked up at the end. */
    private record Aside(
            long number, long place, String state, String reason, List<Violation> violations) {}

    @Override
    public boolean hasNext() {
        while (next == null && source.rows().hasNext()) {
            take(source.rows().next());
        }
        if (next == null && !ended) {
            ended = true;
            end();
        }
        return next != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
    }

    private void take(Row row) {
        seen++;
        long place = row.getLong(RuledChunk.TID);
        Fate fate = FATES[row.getInt(RuledChunk.FATE)];
        rowLog.take(row, place, fate);
        switch (fate) {
            case LOADED -> load(row, place);
            case FILTERED -> {
                filtered++;
                tally.leftOut(row.getInt(RuledChunk.STEP));
            }
            case DEDUPLICATED -> {
                duplicates.add(place, row.getLong(RuledChunk.KEPT));
                tally.leftOut(row.getInt(RuledChunk.STEP));
            }
            case QUARANTINED -> {
                List<Violation> violations = Violations.of(row, steps());
                violations.stream().mapToInt(Violation::step).distinct().forEach(tally::violated);
                String reason = violations.get(0).message();
                setAside(new Aside(seen, place, Violations.RULE, reason, violations));
            }
            case STOPS ->
                    throw RuledChunk.stopped(
                            table, place, Violations.of(row, steps()), "Mend the row");
        }
    }

    private void load(Row row, long place) {
        try {
            next = values.of(row);
        } catch (ValueRefused refused) {
            rowLog.refused(place, refused.getMessage());
            setAside(new Aside(seen, place, refused.state(), refused.getMessage(), List.of()));
            return;
        }
        loaded++;
        if (!row.isNullAt(RuledChunk.LOG)) {
            List<Long> words = row.getList(RuledChunk.LOG);
            for (int word = 0; word < words.size(); word++) {
                tally.modified(word, words.get(word), 1);
            }
        }
    }

    private void setAside(Aside row) {
        aside.add(row);
        refuseTooMany(aside.size(), RuleReceipts.place(row.place()), row.reason());
    }

    private void refuseTooMany(long rows, String place, String reason) {
        if (rows > mostAside) {
            throw new MigrationException(
                    ErrorKind.QUARANTINE_LIMIT,
                    "Cannot load %s: %d row%s of chunk %d would be set aside and quarantine.max-rows leaves %d; one is at %s of the source: %s. Mend the row or the rule, leave it out with a filter, or raise the limit to set such rows aside. The same command goes on."
                            .formatted(
                                    table.target(),
                                    rows,
                                    rows == 1 ? "" : "s",
                                    chunk,
                                    mostAside,
                                    place,
                                    reason));
        }
    }

    private void end() {
        List<UnreadableRow> unread = source.unread().get();
        seen += unread.size();
        List<SetAside> all = new ArrayList<>(found());
        unread.forEach(row -> all.add(SetAside.of(row)));
        if (!unread.isEmpty()) {
            refuseTooMany(all.size(), unread.get(0).place(), unread.get(0).reason());
        }
        Counts counts =
                new Counts(
                        seen,
                        new SetDigest(loaded, 0, 0),
                        filtered,
                        duplicates.rows(),
                        all.size(),
                        0);
        if (table.rules().shuffles()) {
            Balance.checkFates(table, chunk, counts);
        } else {
            Balance.checkFates(table, chunk, counts, source.sent().get());
        }
        duplicates
                .repeated()
                .ifPresent(
                        place -> {
                            throw RuledChunk.doubled(table, chunk, place);
                        });
        told.accept(
                new Fates(
                        chunk,
                        seen,
                        filtered,
                        duplicates.rows(),
                        all,
                        tally.counts(),
                        duplicates.first(source.lookup()),
                        rowLog.told(source.lookup())));
    }

    private List<SetAside> found() {
        List<SetAside> rows = new ArrayList<>();
        for (int from = 0; from < aside.size(); from += FetchedRows.AT_ONCE) {
            List<Aside> some =
                    aside.subList(from, Math.min(aside.size(), from + FetchedRows.AT_ONCE));
            FetchedRows fetched =
                    FetchedRows.at(source.lookup(), some.stream().mapToLong(Aside::place));
            for (Aside row : some) {
                rows.add(
                        new SetAside(
                                row.number(),
                                RuleReceipts.place(row.place()),
                                fetched.row(row.place()),
                                fetched.key(row.place()),
                                row.state(),
                                row.reason(),
                                Violations.json(row.violations())));
            }
        }
        return rows;
    }

    private List<RuleStep> steps() {
        return table.rules().steps();
    }
}
