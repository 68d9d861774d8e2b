package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The files that were loaded into a table, as the function of INFORMATION_SCHEMA tells of them. */
final class CopyHistory {
    /** A call, its table's name as a literal and the instant that it begins at. */
    static final Pattern PATTERN =
            Pattern.compile(
                    "TABLE\\s*\\(\\s*(?:"
                            + SqlText.PART
                            + "\\s*\\.\\s*)?INFORMATION_SCHEMA\\s*\\.\\s*COPY_HISTORY\\s*\\(\\s*TABLE_NAME\\s*=>\\s*('\\d+')\\s*,\\s*START_TIME\\s*=>\\s*('\\d+'\\s*::\\s*TIMESTAMP_LTZ)\\s*\\)\\s*\\)",
                    Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> STATUS =
            Map.of(
                    "LOADED", "Loaded",
                    "PARTIALLY_LOADED", "Partially loaded",
                    "LOAD_FAILED", "Load failed");
    private static final List<Reply.Column> COLUMNS =
            List.of(
                    new Reply.Column("FILE_NAME", ColumnType.TEXT),
                    new Reply.Column("LAST_LOAD_TIME", ColumnType.TEXT),
                    new Reply.Column("ROW_COUNT", ColumnType.COUNT),
                    new Reply.Column("ROW_PARSED", ColumnType.COUNT),
                    new Reply.Column("FIRST_ERROR_MESSAGE", ColumnType.TEXT),
                    new Reply.Column("FIRST_ERROR_LINE_NUMBER", ColumnType.COUNT),
                    new Reply.Column("FIRST_ERROR_COLUMN_NAME", ColumnType.TEXT),
                    new Reply.Column("ERROR_COUNT", ColumnType.COUNT),
                    new Reply.Column("STATUS", ColumnType.TEXT));

    private final Tables tables;

    CopyHistory(Tables tables) {
        this.tables = tables;
    }

    /**
     * A file.
     *
     * @param row its own in the reply of COPY
     */
    record Load(Instant at, String[] row) {}

    /** Of a table since an instant; a table that is dropped takes its history along. */
    Reply rows(Call call, String name, String start) throws SQLException {
        SqlText exact = SqlText.of(call.text().value(name));
        TableName table = TableName.of(exact, exact.masked(), call.session());
        Instant since = TimeTravel.instant(call, start);
        List<String[]> rows = new ArrayList<>();
        for (Load load : tables.entry(table).loads) {
            if (!load.at().isBefore(since)) {
                String[] of = load.row();
                String column =
                        of[9] == null ? null : "\"%s\"[\"%s\"]".formatted(table.table(), of[9]);
                rows.add(
                        new String[] {
                            of[0],
                            load.at().toString(),
                            of[3],
                            of[2],
                            of[6],
                            of[7],
                            column,
                            of[5],
                            STATUS.get(of[1])
                        });
            }
        }
        return Reply.of(Reply.SELECT, COLUMNS, rows);
    }
}
