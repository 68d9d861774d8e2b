package io.drover.ledger;

import io.drover.dialect.postgres.KeyPredicate;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keys of rows that are held, where their engine told none or told it as text: as the server writes
 * them of typed values, so that two equal keys are equal documents. Runs on: driver, in autocommit
 * mode.
 */
public final class QuarantineKeys {
    private final Connection connection;

    public QuarantineKeys(Connection ledger) {
        this.connection = ledger;
    }

    /**
     * What is kept of a row.
     *
     * @param text a JSON object of what was read of it, or null
     * @param form that of {@code row}
     * @param row as it was sent to the target, or null
     */
    public record Kept(
            long id,
            @Nullable String key,
            @Nullable String text,
            @Nullable WireForm form,
            @Nullable byte[] row) {}

    /** What is kept of some rows, by id. */
    public List<Kept> kept(List<Long> ids) {
        return new LedgerQueries(connection, LedgerSchema.NAME)
                .list(
                        "what is kept of rows",
                        "SELECT quarantine_id, source_key::text, source_row::text,"
                                + " CASE WHEN wire_row IS NOT NULL THEN wire_form END, wire_row"
                                + " FROM {ledger}.quarantine WHERE quarantine_id = ANY (?::bigint[])"
                                + " ORDER BY 1",
                        row ->
                                new Kept(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4) == null
                                                ? null
                                                : WireForm.valueOf(row.getString(4)),
                                        row.getBytes(5)),
                        ids.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",", "{", "}")));
    }

    /**
     * Writes the key of a row that is held.
     *
     * @param key a JSON object of texts or values
     * @return as it is written; null where it is no key of these types, and nothing was written
     */
    public @Nullable String write(long id, List<KeyColumn> columns, String key) {
        String members =
                columns.stream()
                        .map(
                                column ->
                                        PostgresNames.literal(column.member())
                                                + ", held."
                                                + PostgresNames.quote(column.member()))
                        .collect(Collectors.joining(", "));
        String sql =
                "UPDATE %s.quarantine SET source_key = (SELECT pg_catalog.jsonb_build_object(%s) FROM pg_catalog.jsonb_to_record(?::jsonb) AS held (%s)) WHERE quarantine_id = ? AND state = 'HELD' RETURNING source_key::text"
                        .formatted(LedgerSchema.NAME, members, KeyPredicate.typed(columns));
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, key);
            update.setLong(2, id);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException failure) {
            if (SqlFailures.refusesRow(failure)) {
                return null;
            }
            throw SqlFailures.wrap(Side.TARGET, "write the keys of rows that are held", failure);
        }
    }
}
