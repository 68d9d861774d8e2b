package io.drover.engine.snowflake;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.ReadRequest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.catalog.ColumnInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The rows of a table for a load: SQL prints all but floats as texts, the connector carries them,
 * Spark makes the values again. What it cannot make ends the load; it is never NULL.
 */
final class SnowflakeRows {
    private static final String SECONDS = "HH24:MI:SS.FF9";
    private static final String NANOSECONDS = "000";

    private final SnowflakeNames names;
    private final ReadRequest request;

    SnowflakeRows(SnowflakeNames names, ReadRequest request) {
        this.names = names;
        this.request = request;
    }

    Dataset<Row> read(SparkSession session) {
        Dataset<Row> texts;
        try {
            texts =
                    new SnowflakeConnector(Side.SOURCE, request.endpoint())
                            .query(session, query(), tag());
        } catch (MigrationException refusal) {
            throw explained(refusal);
        }
        List<Column> columns = new ArrayList<>();
        int number = 0;
        for (ColumnPlan column : request.table().columns()) {
            number++;
            columns.add(
                    value(column.source(), column.sourceType(), functions.col("C" + number))
                            .as(column.source()));
        }
        return texts.select(columns.toArray(Column[]::new));
    }

    private String tag() {
        return "drover read " + request.table().source().name();
    }

    /** Time travel shows the rows of then under the columns of now. */
    private MigrationException explained(MigrationException refusal) {
        if (refusal.kind() != ErrorKind.SOURCE || !(refusal.getCause() instanceof SQLException)) {
            return refusal;
        }
        List<String> standing =
                new SnowflakeSession(Side.SOURCE, request.endpoint(), tag())
                        .run(
                                "look at " + request.table().source(),
                                connection ->
                                        new SnowflakeCatalog(connection, names)
                                                .columns(request.table().source()).stream()
                                                        .map(ColumnInfo::name)
                                                        .toList());
        List<String> lacking =
                request.table().columns().stream()
                        .map(ColumnPlan::source)
                        .filter(column -> !standing.contains(column))
                        .map(column -> "it has no column " + column)
                        .toList();
        return lacking.isEmpty()
                ? refusal
                : new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read %s as it was at %s UTC: somebody changed it since: %s. Put it back and give the same command again, or give `migrate --restart`, which plans anew."
                                .formatted(
                                        request.table().source(),
                                        request.snapshot().visible(),
                                        standing.isEmpty()
                                                ? "it is gone"
                                                : String.join("; ", lacking)),
                        refusal);
    }

    /** At the request's moment. */
    String query() {
        List<String> printed = new ArrayList<>();
        for (ColumnPlan column : request.table().columns()) {
            printed.add(
                    "%s AS \"C%d\""
                            .formatted(
                                    printed(column.sourceType(), names.quote(column.source())),
                                    printed.size() + 1));
        }
        return "SELECT %s FROM %s"
                .formatted(
                        String.join(", ", printed),
                        SnowflakeMoment.from(
                                names,
                                request.table().source(),
                                request.snapshot(),
                                request.table().where()));
    }

    private static String printed(String logicalType, String column) {
        return switch (bare(logicalType)) {
            case "double precision", "text", "character varying" -> column;
            case "bytea" -> "HEX_ENCODE(" + column + ")";
            case "jsonb" -> "TO_JSON(" + column + ")";
            case "date" -> "TO_CHAR(" + column + ", 'YYYY-MM-DD')";
            case "time without time zone" -> "TO_CHAR(" + column + ", '" + SECONDS + "')";
            case "timestamp without time zone" ->
                    "TO_CHAR(" + column + ", 'YYYY-MM-DD " + SECONDS + "')";
            case "timestamp with time zone" ->
                    "TO_CHAR(CAST(CAST(%s AS TIMESTAMP_LTZ(9)) AS TIMESTAMP_NTZ(9)), 'YYYY-MM-DD %s')"
                            .formatted(column, SECONDS);
            default -> "CAST(" + column + " AS VARCHAR)";
        };
    }

    private static String bare(String logicalType) {
        return logicalType.replaceFirst("\\([^)]*\\)", "");
    }

    private Column value(String name, String logicalType, Column text) {
        String sparkType = SparkTypes.loaded(logicalType).sparkType();
        return switch (bare(logicalType)) {
            case "bytea" -> made(name, text, functions.unhex(text));
            case "time without time zone" -> micros(name, text, 15);
            case "timestamp without time zone" ->
                    made(name, text, micros(name, text, 26).cast(sparkType));
            case "timestamp with time zone" ->
                    made(
                            name,
                            text,
                            functions
                                    .concat(micros(name, text, 26), functions.lit("Z"))
                                    .cast(sparkType));
            default -> made(name, text, text.cast(sparkType));
        };
    }

    /** The text up to its microseconds, where nothing is behind them. */
    private Column micros(String name, Column text, int length) {
        return functions
                .when(
                        functions.substring(text, length + 1, 3).notEqual(NANOSECONDS),
                        refused(name, "has nanoseconds, which PostgreSQL does not"))
                .otherwise(functions.substring(text, 1, length));
    }

    private Column made(String name, Column text, Column value) {
        return functions
                .when(
                        text.isNotNull().and(value.isNull()),
                        refused(name, "has a value that its type in PostgreSQL does not"))
                .otherwise(value);
    }

    private Column refused(String name, String why) {
        return functions.raise_error(
                functions.lit(
                        "Cannot read %s: column %s %s. Leave such rows out with where, or the column with drop."
                                .formatted(request.table().source(), name, why)));
    }
}
