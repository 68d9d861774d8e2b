package io.drover.load;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.RuleReceipts;
import io.drover.load.Violations.Violation;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one chunk that are set aside: those that the target refused, kept with its own
 * message, and those that violate rules, with every violation. Within the limit they commit with
 * the chunk, beyond it the chunk is rolled back and they are kept as evidence.
 *
 * <p>Memory: the messages, and the bytes of the rows that the target refused.
 */
final class Quarantine {
    private final TablePlan table;
    private final Claim claim;
    private final long maxRows;
    private final List<SetAside> rows = new ArrayList<>();
    private @Nullable SourceRowLookup lookup;

    Quarantine(TablePlan table, Claim claim, long maxRows) {
        this.table = table;
        this.claim = claim;
        this.maxRows = maxRows;
    }

    /** One row; {@code number} is its place in the chunk, from 1. */
    private record SetAside(
            long number,
            long place,
            @Nullable byte[] wireRow,
            String state,
            String reason,
            String violations,
            @Nullable String found,
            @Nullable String text,
            @Nullable String key) {
        SetAside(
                long number,
                long place,
                @Nullable byte[] wireRow,
                String state,
                String reason,
                String violations) {
            this(number, place, wireRow, state, reason, violations, null, null, null);
        }
    }

    long rows() {
        return rows.size();
    }

    /** From now on rows of the source can be fetched. */
    void lookUpIn(SourceRowLookup source) {
        this.lookup = source;
    }

    /**
     * Sets a row aside that the target refuses.
     *
     * @param wireRow as it was sent; null where it was not
     * @throws MigrationException QUARANTINE_LIMIT when the chunk alone passes the limit
     */
    void refused(long number, long place, @Nullable byte[] wireRow, String state, String reason) {
        add(new SetAside(number, place, wireRow, state, reason, "[]"));
    }

    /**
     * Sets rows aside that the source could not be read as.
     *
     * @throws MigrationException QUARANTINE_LIMIT when the chunk alone passes the limit
     */
    void unreadable(List<UnreadableRow> unread) {
        for (UnreadableRow row : unread) {
            add(
                    new SetAside(
                            row.number(),
                            HeldRows.NO_PLACE,
                            null,
                            row.state(),
                            row.reason(),
                            "[]",
                            row.place(),
                            row.text(),
                            null));
        }
    }

    /**
     * Sets a row aside that violates rules.
     *
     * @param key as a JSON object, where the source cannot be asked for it by the place
     * @param violations at least one
     * @throws MigrationException QUARANTINE_LIMIT when the chunk alone passes the limit
     */
    void violated(long number, long place, @Nullable String key, List<Violation> violations) {
        add(violating(number, place, key, violations));
    }

    /** Keeps a row that stops the run, whatever the limit. */
    void stopping(long number, long place, @Nullable String key, List<Violation> violations) {
        rows.add(violating(number, place, key, violations));
    }

    private static SetAside violating(
            long number, long place, @Nullable String key, List<Violation> violations) {
        return new SetAside(
                number,
                place,
                null,
                Violations.RULE,
                violations.get(0).message(),
                Violations.json(violations),
                null,
                null,
                key);
    }

    private void add(SetAside row) {
        rows.add(row);
        if (rows.size() > maxRows) {
            throw limitPassed(rows.size());
        }
    }

    /** Writes the rows in the chunk's transaction, and looks at what other chunks set aside. */
    void commitWith(Connection connection) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        forgetEvidence(connection);
        insert(connection, true);
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            // One chunk at a time counts, so that none misses what another is about to commit.
            lock.setInt(1, (int) claim.loadId());
            lock.setInt(2, claim.table());
            lock.execute();
        }
        long before = 0;
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT coalesce(sum(quarantined_rows), 0) FROM "
                                + LedgerSchema.NAME
                                + ".receipt WHERE load_id = ? AND table_number = ? AND generation = ?")) {
            select.setLong(1, claim.loadId());
            select.setInt(2, claim.table());
            select.setInt(3, claim.generation());
            try (ResultSet result = select.executeQuery()) {
                result.next();
                before = result.getLong(1);
            }
        }
        if (before + rows.size() > maxRows) {
            throw limitPassed(before + rows.size());
        }
    }

    /** Writes the rows by themselves, after the chunk was rolled back. */
    void keepAsEvidence(Connection connection) throws SQLException {
        insert(connection, false);
    }

    /** An earlier attempt of the same run may have left rows under the same numbers. */
    private void forgetEvidence(Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM "
                                + LedgerSchema.NAME
                                + ".quarantine WHERE load_id = ? AND table_number = ? AND generation = ?"
                                + " AND chunk_number = ? AND run_id = ? AND NOT committed")) {
            chunk(delete);
            delete.executeUpdate();
        }
    }

    private void insert(Connection connection, boolean committed) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".quarantine (load_id, table_number, generation, chunk_number, run_id,"
                                + " committed, row_number, wire_form, wire_row, reason_state, reason,"
                                + " violations, source_place, source_key, source_row)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?::jsonb)"
                                + " ON CONFLICT DO NOTHING")) {
            for (int from = 0; from < rows.size(); from += FetchedRows.AT_ONCE) {
                List<SetAside> some =
                        rows.subList(from, Math.min(rows.size(), from + FetchedRows.AT_ONCE));
                FetchedRows source =
                        FetchedRows.at(lookup, some.stream().mapToLong(SetAside::place));
                for (SetAside row : some) {
                    chunk(insert);
                    insert.setBoolean(6, committed);
                    set(insert, row, source);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private void chunk(PreparedStatement statement) throws SQLException {
        statement.setLong(1, claim.loadId());
        statement.setInt(2, claim.table());
        statement.setInt(3, claim.generation());
        statement.setInt(4, claim.chunk());
        statement.setLong(5, claim.runId());
    }

    private void set(PreparedStatement insert, SetAside row, FetchedRows source)
            throws SQLException {
        insert.setLong(7, row.number());
        if (row.wireRow() == null) {
            insert.setNull(8, Types.VARCHAR);
            insert.setNull(9, Types.BINARY);
        } else {
            insert.setString(8, table.wire().name());
            insert.setBytes(9, row.wireRow());
        }
        insert.setString(10, row.state());
        insert.setString(11, row.reason());
        insert.setString(12, row.violations());
        boolean placed = row.place() != HeldRows.NO_PLACE;
        insert.setString(13, placed ? RuleReceipts.place(row.place()) : row.found());
        insert.setString(14, row.key() == null ? source.key(row.place()) : row.key());
        insert.setString(15, placed ? source.row(row.place()) : row.text());
    }

    private MigrationException limitPassed(long aside) {
        SetAside last = rows.get(rows.size() - 1);
        boolean byRule = last.state().equals(Violations.RULE);
        return new MigrationException(
                ErrorKind.QUARANTINE_LIMIT,
                ("Cannot load %s: %d row%s would be set aside and quarantine.max-rows is %d; row %d of chunk %d%s:"
                                + " %s%s. Mend the row, the rule or the target, or raise the limit to set such"
                                + " rows aside; the rows are in %s.quarantine. The same command goes on.")
                        .formatted(
                                table.target(),
                                aside,
                                aside == 1 ? "" : "s",
                                maxRows,
                                last.number(),
                                claim.chunk(),
                                at(last),
                                last.reason(),
                                byRule ? "" : " [SQLSTATE " + last.state() + "]",
                                LedgerSchema.NAME));
    }

    private static String at(SetAside row) {
        if (row.found() != null) {
            return ", at " + row.found() + " of the source";
        }
        return row.place() == HeldRows.NO_PLACE
                ? ""
                : ", at " + RuleReceipts.place(row.place()) + " of the source";
    }
}
