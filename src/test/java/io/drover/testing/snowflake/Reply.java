package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a statement answers: columns and rows, each cell in the text of Snowflake's JSON results;
 * or, of PUT and GET, a body of its own.
 *
 * @param statementType Snowflake's number for the kind of statement
 * @param transfer the body of a PUT or GET; null for all others
 */
record Reply(List<Column> columns, List<String[]> rows, int statementType, JsonNode transfer) {
    static final int SELECT = 0x1000;
    static final int INSERT = 0x3100;
    static final int UPDATE = 0x3200;
    static final int DELETE = 0x3300;
    static final int MERGE = 0x3400;
    static final int COPY = 0x3600;
    static final int UNLOAD = 0x3700;
    static final int ALTER_SESSION = 0x4100;
    static final int DESCRIBE = 0x4500;
    static final int TRANSACTION = 0x5000;
    static final int DDL = 0x6000;

    /** A column of a reply and the table that it comes from, if any. */
    record Column(String name, ColumnType type, boolean nullable, String schema, String table) {
        Column(String name, ColumnType type) {
            this(name, type, true, "", "");
        }
    }

    static Reply of(int statementType, List<Column> columns, List<String[]> rows) {
        return new Reply(columns, rows, statementType, null);
    }

    /** The one row of words that DDL and session statements answer. */
    static Reply status(int statementType, String words) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {words});
        return of(statementType, List.of(new Column("status", ColumnType.TEXT)), rows);
    }

    /** The one row of counts that DML answers; names and counts alternate. */
    static Reply counts(int statementType, Object... namesAndCounts) {
        List<Column> columns = new ArrayList<>();
        String[] row = new String[namesAndCounts.length / 2];
        for (int at = 0; at < row.length; at++) {
            columns.add(new Column((String) namesAndCounts[2 * at], ColumnType.COUNT));
            row[at] = String.valueOf(namesAndCounts[2 * at + 1]);
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(row);
        return of(statementType, columns, rows);
    }

    /** Columns of text with these names. */
    static List<Column> texts(String... names) {
        return List.of(names).stream().map(name -> new Column(name, ColumnType.TEXT)).toList();
    }
}
