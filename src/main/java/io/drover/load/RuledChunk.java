package io.drover.load;

import io.drover.dialect.wire.ValueRefused;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.Receipts.Counts;
import io.drover.ledger.RuleReceipts;
import io.drover.load.Violations.Violation;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Loads a chunk of rows that have their fates: the loaded ones are copied, the others counted and
 * remembered, and all is written to the ledger in the chunk's transaction.
 *
 * <p>Memory: as {@link HeldRows}, and what {@link Quarantine} and {@link Duplicates} say.
 */
final class RuledChunk {
    static final int TID = 1;
    static final int FATE = 2;
    static final int STEP = 3;
    static final int VIOLATIONS = 5;
    static final int LOG = 6;
    static final int KEPT = 4;
    private static final Fate[] FATES = Fate.values();

    private final TablePlan table;
    private final Claim claim;
    private final Quarantine quarantine;
    private final RuledRowWriter writer;
    private final SiftedCopy copy;
    private final HeldRows held = new HeldRows();
    private final Duplicates duplicates = new Duplicates();
    private final RuleTally tally;
    private final RowLog rowLog;
    private final int logWords;
    private long[] logs = new long[1024];
    private long seen;
    private long filtered;

    RuledChunk(TablePlan table, Claim claim, Placement placement, Quarantine quarantine) {
        this.table = table;
        this.claim = claim;
        this.quarantine = quarantine;
        this.writer = new RuledRowWriter(table);
        this.copy = new SiftedCopy(table, claim.chunk(), placement, this::refused);
        this.tally = new RuleTally(steps().size());
        this.rowLog = new RowLog(table.rules());
        this.logWords = (steps().size() + Long.SIZE - 1) / Long.SIZE;
    }

    Counts load(Connection connection, FatedRows source, ChunkLoader.Meter meter)
            throws SQLException {
        while (source.rows().hasNext()) {
            take(source.rows().next());
            if (held.isFull()) {
                place(connection, meter);
            }
        }
        place(connection, meter);
        quarantine.lookUpIn(source.lookup());
        List<UnreadableRow> unread = source.unread().get();
        quarantine.unreadable(unread);
        seen += unread.size();
        Counts counts =
                new Counts(
                        seen,
                        copy.loaded(),
                        filtered,
                        duplicates.rows(),
                        quarantine.rows(),
                        copy.bytes());
        if (table.rules().shuffles()) {
            Balance.checkFates(table, claim.chunk(), counts);
        } else {
            Balance.checkFates(table, claim.chunk(), counts, source.sent().get());
        }
        duplicates
                .repeated()
                .ifPresent(
                        place -> {
                            throw doubled(table, claim.chunk(), place);
                        });
        duplicates.write(connection, claim, source.lookup());
        rowLog.write(connection, claim, source.lookup());
        RuleReceipts.counts(connection, claim, tally.counts());
        return counts;
    }

    private void take(Row row) {
        seen++;
        long place = row.getLong(TID);
        Fate fate = FATES[row.getInt(FATE)];
        rowLog.take(row, place, fate);
        switch (fate) {
            case LOADED -> hold(row, place);
            case FILTERED -> {
                filtered++;
                tally.leftOut(row.getInt(STEP));
            }
            case DEDUPLICATED -> {
                duplicates.add(place, row.getLong(KEPT));
                tally.leftOut(row.getInt(STEP));
            }
            case QUARANTINED -> {
                List<Violation> violations = Violations.of(row, steps());
                violations.stream().mapToInt(Violation::step).distinct().forEach(tally::violated);
                quarantine.violated(seen, place, violations);
            }
            case STOPS -> {
                List<Violation> violations = Violations.of(row, steps());
                quarantine.stopping(seen, place, violations);
                throw stopped(
                        table, place, violations, "The row is in the ledger's quarantine. Mend it");
            }
        }
    }

    private void hold(Row row, long place) {
        try {
            writer.write(row, held.buffer());
        } catch (ValueRefused refusal) {
            held.dropRow();
            rowLog.refused(place, refusal.getMessage());
            quarantine.refused(seen, place, null, refusal.state(), refusal.getMessage());
            return;
        }
        int first = held.rows() * logWords;
        if (first + logWords > logs.length) {
            logs = Arrays.copyOf(logs, 2 * logs.length + logWords);
        }
        if (row.isNullAt(LOG)) {
            Arrays.fill(logs, first, first + logWords, 0);
        } else {
            List<Long> log = row.getList(LOG);
            for (int word = 0; word < logWords; word++) {
                logs[first + word] = word < log.size() ? log.get(word) : 0;
            }
        }
        count(held.rows(), 1);
        held.endRow(seen, place);
    }

    private void refused(HeldRows rows, int row, SQLException refusal) {
        // It was counted as modified when it was held; it is not loaded.
        count(row, -1);
        rowLog.refused(rows.place(row), SqlFailures.serverText(refusal));
        quarantine.refused(
                rows.number(row),
                rows.place(row),
                rows.copy(row),
                refusal.getSQLState(),
                SqlFailures.serverText(refusal));
    }

    private void count(int row, int rows) {
        for (int word = 0; word < logWords; word++) {
            tally.modified(word, logs[row * logWords + word], rows);
        }
    }

    private void place(Connection connection, ChunkLoader.Meter meter) throws SQLException {
        int rows = held.rows();
        int bytes = held.buffer().size();
        copy.place(connection, held);
        meter.moved(rows, bytes);
    }

    static MigrationException doubled(TablePlan table, int chunk, long place) {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot load chunk %d of %s: the source's row %s came out of its rules more than once: a rule doubled rows. Nothing of the chunk was committed; look for a lookup with duplicate keys, and report it if there is none."
                        .formatted(chunk, table.target(), RuleReceipts.place(place)));
    }

    /**
     * That a rule stops the run.
     *
     * @param hint what to do with the row
     */
    static MigrationException stopped(
            TablePlan table, long place, List<Violation> violations, String hint) {
        Violation stop =
                violations.stream()
                        .filter(
                                violation ->
                                        violation.step() != FatedRow.DECODE
                                                && table.rules()
                                                                .steps()
                                                                .get(violation.step())
                                                                .onViolation()
                                                        == OnViolation.STOP)
                        .findFirst()
                        .orElse(violations.get(0));
        return new MigrationException(
                ErrorKind.QUARANTINE_LIMIT,
                "Cannot load %s: the row at %s of %s violates the rule %s%s, which stops the run: %s. %s, or let the rule quarantine or flag such rows. The same command goes on."
                        .formatted(
                                table.target(),
                                RuleReceipts.place(place),
                                table.source(),
                                stop.rule(),
                                stop.column().isEmpty() ? "" : " of column " + stop.column(),
                                stop.message(),
                                hint));
    }

    private List<RuleStep> steps() {
        return table.rules().steps();
    }
}
