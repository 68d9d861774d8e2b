package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps TRUNCATE and rewrites (VACUUM FULL, CLUSTER, ALTER TABLE) off the source's tables for as
 * long as the snapshot's holder lives: they reach through a snapshot, and rows that move to other
 * blocks between two chunks would be read twice or not at all. Readers and writers are not kept
 * waiting.
 *
 * <p>Source: PostgreSQL documentation, 13.3.1 "Table-Level Locks", 13.6 "Caveats".
 */
public final class SourceLocks {
    private static final int NAMES_PER_STATEMENT = 200;

    private SourceLocks() {}

    /**
     * Locks the tables in the holder's transaction, then sees to it that none was rewritten between
     * the snapshot and its lock: the catalog as the snapshot sees it must name the table's own
     * file.
     *
     * @throws MigrationException TRANSIENT when one was; the next snapshot is behind the rewrite
     */
    public static void hold(Connection holder, List<TableName> tables) {
        try (Statement statement = holder.createStatement()) {
            for (int from = 0; from < tables.size(); from += NAMES_PER_STATEMENT) {
                List<String> names =
                        tables
                                .subList(from, Math.min(tables.size(), from + NAMES_PER_STATEMENT))
                                .stream()
                                .map(PostgresNames::quote)
                                .toList();
                statement.execute(
                        names.stream()
                                .map(name -> "ONLY " + name)
                                .collect(
                                        Collectors.joining(
                                                ", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
                refuseRewritten(statement, names);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "hold the tables of the source still", failure);
        }
    }

    private static void refuseRewritten(Statement statement, List<String> names)
            throws SQLException {
        String oids =
                names.stream()
                        .map(name -> PostgresNames.literal(name) + "::regclass")
                        .collect(Collectors.joining(", "));
        List<String> rewritten = new ArrayList<>();
        try (ResultSet result =
                statement.executeQuery(
                        "SELECT oid::regclass::text FROM pg_catalog.pg_class WHERE oid IN ("
                                + oids
                                + ") AND relfilenode <> 0 AND relfilenode <> pg_relation_filenode(oid)"
                                + " ORDER BY 1")) {
            while (result.next()) {
                rewritten.add(result.getString(1));
            }
        }
        if (!rewritten.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TRANSIENT,
                    "Cannot read %s under this snapshot: rewritten or truncated since it was taken. Give the same command again: it takes a new one."
                            .formatted(String.join(", ", rewritten)));
        }
    }
}
