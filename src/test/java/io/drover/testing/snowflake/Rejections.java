package io.drover.testing.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rows that COPY statements refused, by query, as VALIDATE answers them. */
final class Rejections {
    /** A record that was not loaded, where it stands and why. */
    record Rejection(
            String file, long line, String column, SnowflakeError refusal, List<String> fields) {
        SnowflakeError asError(String name) {
            return new SnowflakeError(
                    refusal.code(),
                    refusal.sqlState(),
                    refusal.getMessage()
                            + "\n  File '"
                            + name
                            + "', line "
                            + line
                            + ", character 1\n  Row "
                            + line
                            + ", column \""
                            + column
                            + "\"\n  If you would like to continue loading when an error is"
                            + " encountered, use other values such as 'SKIP_FILE' or 'CONTINUE'"
                            + " for the ON_ERROR option.");
        }
    }

    static final List<Reply.Column> COLUMNS =
            List.of(
                    new Reply.Column("ERROR", ColumnType.TEXT),
                    new Reply.Column("FILE", ColumnType.TEXT),
                    new Reply.Column("LINE", ColumnType.COUNT),
                    new Reply.Column("CHARACTER", ColumnType.COUNT),
                    new Reply.Column("BYTE_OFFSET", ColumnType.COUNT),
                    new Reply.Column("CATEGORY", ColumnType.TEXT),
                    new Reply.Column("CODE", ColumnType.COUNT),
                    new Reply.Column("SQL_STATE", ColumnType.TEXT),
                    new Reply.Column("COLUMN_NAME", ColumnType.TEXT),
                    new Reply.Column("ROW_NUMBER", ColumnType.COUNT),
                    new Reply.Column("ROW_START_LINE", ColumnType.COUNT),
                    new Reply.Column("REJECTED_RECORD", ColumnType.TEXT));

    private final Map<String, List<Rejection>> byQuery = new ConcurrentHashMap<>();
    private volatile String last = "";

    void keep(String queryId, List<Rejection> refused) {
        byQuery.computeIfAbsent(queryId, id -> new ArrayList<>()).addAll(refused);
        last = queryId;
    }

    /** The rows of VALIDATE for a query; {@code _last} is the last COPY. */
    Reply rows(String job) {
        List<String[]> rows = new ArrayList<>();
        for (Rejection one : byQuery.getOrDefault(job.equals("_last") ? last : job, List.of())) {
            String line = String.valueOf(one.line());
            rows.add(
                    new String[] {
                        one.refusal().getMessage(),
                        one.file(),
                        line,
                        "1",
                        "0",
                        "conversion",
                        one.refusal().code(),
                        one.refusal().sqlState(),
                        one.column(),
                        line,
                        line,
                        String.join(
                                "|", one.fields().stream().map(f -> f == null ? "" : f).toList())
                    });
        }
        return Reply.of(Reply.SELECT, Rejections.COLUMNS, rows);
    }
}
