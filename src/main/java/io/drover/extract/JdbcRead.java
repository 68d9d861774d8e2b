package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table's chunks through Spark's own JDBC source, one predicate and one partition for each.
 *
 * <p>Shape: one nullable string column for each column of the plan, in order: the server's own text
 * of the value, since Spark's types cannot hold all of PostgreSQL's (numeric beyond 38 digits,
 * infinite dates, time zones of times).
 *
 * <p>The snapshot is adopted by {@code sessionInitStatement}, which Spark runs inside the reading
 * transaction only while a fetch size is set (autocommit is on otherwise, and the statement would
 * be in vain without a word). So every query asserts what it sees, by an expression that fails.
 */
public final class JdbcRead {
    private static final int FETCH_ROWS = 10_000;
    private static final long FETCH_BYTES = 4 << 20;

    private JdbcRead() {}

    public static Dataset<Row> open(SparkSession session, SourceAccess access, TablePlan table) {
        // With the predicate, not inside the relation: Spark asks for the relation's schema outside
        // the
        // snapshot.
        String assertion = assertion(access.snapshot().visible());
        String[] predicates =
                table.chunks().stream()
                        .map(ChunkPlan::predicate)
                        .map(predicate -> "(" + predicate + ") AND " + assertion)
                        .toArray(String[]::new);
        Dataset<Row> rows =
                session.read()
                        .jdbc(
                                access.endpoint().url(),
                                relation(table),
                                predicates,
                                properties(access, table));
        List<Column> columns = new ArrayList<>();
        for (int number = 0; number < table.columns().size(); number++) {
            columns.add(rows.col(alias(number)));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Columns that the predicates are about by their own names, the values as text by number. */
    private static String relation(TablePlan table) {
        StringBuilder sql = new StringBuilder("(SELECT ctid");
        for (String key : table.key()) {
            sql.append(", ").append(PostgresNames.quote(key));
        }
        for (int number = 0; number < table.columns().size(); number++) {
            sql.append(", ")
                    .append(
                            PostgresNames.printed(
                                    PostgresNames.quote(table.columns().get(number).source())))
                    .append(" AS ")
                    .append(alias(number));
        }
        sql.append(" FROM ONLY ").append(PostgresNames.quote(table.source()));
        if (table.where() != null) {
            sql.append(" WHERE (").append(table.where()).append("\n)");
        }
        return sql.append(") rows").toString();
    }

    /** True under the snapshot; otherwise the query fails and the message says what was seen. */
    private static String assertion(String visible) {
        return ("(SELECT CASE WHEN txid_current_snapshot()::text = %s THEN true ELSE ('the shared snapshot"
                        + " was not adopted, seen: ' || txid_current_snapshot()::text)::boolean END)")
                .formatted(PostgresNames.literal(visible));
    }

    private static Properties properties(SourceAccess access, TablePlan table) {
        EndpointSpec endpoint = access.endpoint();
        Properties properties = new Properties();
        endpoint.properties().forEach(properties::setProperty);
        properties.setProperty("user", endpoint.user());
        if (endpoint.password() != null) {
            properties.setProperty("password", endpoint.password().reveal());
        }
        properties.setProperty("driver", "org.postgresql.Driver");
        properties.setProperty("ApplicationName", "drover jdbc read");
        properties.setProperty("fetchsize", Long.toString(fetchRows(table)));
        properties.setProperty(
                "sessionInitStatement",
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT "
                        + PostgresNames.literal(access.snapshot().name())
                        + "; "
                        + Connections.preparation(endpoint, Session.Timeouts.NONE));
        return properties;
    }

    /** As many rows as are about four megabytes; a task holds that many. */
    private static long fetchRows(TablePlan table) {
        long rowBytes = table.estimatedBytes() / Math.max(1, table.estimatedRows());
        return Math.max(1, Math.min(FETCH_ROWS, FETCH_BYTES / Math.max(1, rowBytes)));
    }

    private static String alias(int number) {
        return "drover_" + number;
    }
}
