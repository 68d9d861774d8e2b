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

    private JdbcRead() {}

    public static Dataset<Row> open(SparkSession session, SourceAccess access, TablePlan table) {
        String[] predicates =
                table.chunks().stream().map(ChunkPlan::predicate).toArray(String[]::new);
        Dataset<Row> rows =
                session.read()
                        .jdbc(
                                access.endpoint().url(),
                                relation(access, table),
                                predicates,
                                properties(access));
        List<Column> columns = new ArrayList<>();
        for (int number = 0; number < table.columns().size(); number++) {
            columns.add(rows.col(alias(number)));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Columns that the predicates are about by their own names, the values as text by number. */
    private static String relation(SourceAccess access, TablePlan table) {
        StringBuilder sql = new StringBuilder("(SELECT ctid");
        for (String key : table.key()) {
            sql.append(", ").append(PostgresNames.quote(key));
        }
        for (int number = 0; number < table.columns().size(); number++) {
            sql.append(", ")
                    .append(PostgresNames.quote(table.columns().get(number).source()))
                    .append("::text AS ")
                    .append(alias(number));
        }
        sql.append(" FROM ONLY ").append(PostgresNames.quote(table.source()));
        sql.append(" WHERE ").append(assertion(access.snapshot().visible()));
        if (table.where() != null) {
            sql.append(" AND (").append(table.where()).append(')');
        }
        return sql.append(") rows").toString();
    }

    /** True under the snapshot; otherwise the query fails and the message says what was seen. */
    private static String assertion(String visible) {
        return ("CASE WHEN txid_current_snapshot()::text = %s THEN true ELSE ('the shared snapshot was not"
                        + " adopted, seen: ' || txid_current_snapshot()::text)::boolean END")
                .formatted(PostgresNames.literal(visible));
    }

    private static Properties properties(SourceAccess access) {
        EndpointSpec endpoint = access.endpoint();
        Properties properties = new Properties();
        endpoint.properties().forEach(properties::setProperty);
        properties.setProperty("user", endpoint.user());
        if (endpoint.password() != null) {
            properties.setProperty("password", endpoint.password().reveal());
        }
        properties.setProperty("driver", "org.postgresql.Driver");
        properties.setProperty("ApplicationName", "drover jdbc read");
        properties.setProperty("fetchsize", Integer.toString(FETCH_ROWS));
        properties.setProperty(
                "sessionInitStatement",
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT "
                        + PostgresNames.literal(access.snapshot().name())
                        + "; "
                        + Connections.preparation(endpoint, Session.Timeouts.NONE));
        return properties;
    }

    private static String alias(int number) {
        return "drover_" + number;
    }
}
