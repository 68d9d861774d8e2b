package io.drover.testing.snowflake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The H2 database behind one stand-in: in memory, its own, named as Snowflake's database is. */
final class Engine implements AutoCloseable {
    static final String DATABASE = "DROVER";

    /** What H2 reserves and Snowflake does not. */
    private static final String FREE_WORDS =
            "VALUE,KEY,DAY,MONTH,YEAR,HOUR,MINUTE,SECOND,USER,CURRENT_SCHEMA,END,INTERVAL,UESCAPE,LOCALTIME";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String url;
    private final Connection keeper;
    volatile SnowflakeStandIn.Warehouse warehouse = SnowflakeStandIn.Warehouse.STARTED;

    Engine() throws SQLException {
        url =
                "jdbc:h2:mem:snowflake"
                        + NUMBER.incrementAndGet()
                        + "/"
                        + DATABASE
                        + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000;NON_KEYWORDS="
                        + FREE_WORDS;
        keeper = connect();
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE SCHEMA \"$SF\"");
            for (String domain : List.of("VARIANT", "OBJECT", "ARRAY")) {
                statement.execute("CREATE DOMAIN \"$SF\".\"SF_" + domain + "\" AS VARCHAR");
            }
            for (int digits = 0; digits <= 9; digits++) {
                statement.execute(
                        "CREATE DOMAIN \"$SF\".\"LTZ%d\" AS TIMESTAMP(%d) WITH TIME ZONE"
                                .formatted(digits, digits));
            }
            Functions.createIn(statement);
        }
    }

    /** Whether the warehouse was not running; now it is. */
    synchronized boolean resume() {
        boolean asleep = !warehouse.state.equals("STARTED");
        if (asleep) {
            warehouse = SnowflakeStandIn.Warehouse.STARTED;
        }
        return asleep;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "sa", "");
    }

    /** A column as the engine's catalog has it. */
    record EngineColumn(
            String name, ColumnType type, boolean nullable, String defaultText, String comment) {
        /** As a definition of H2's. */
        String h2() {
            return TableName.quoted(name)
                    + " "
                    + type.h2()
                    + (defaultText == null ? "" : " DEFAULT " + defaultText)
                    + (nullable ? "" : " NOT NULL");
        }
    }

    /** The columns of a table in their order; none when there is no such table in sight. */
    List<EngineColumn> columns(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT column_name, data_type, numeric_precision, numeric_scale,"
                                + " datetime_precision, character_maximum_length, domain_name,"
                                + " is_nullable, column_default, remarks"
                                + " FROM information_schema.columns"
                                + " WHERE table_schema = ? AND table_name = ?"
                                + " ORDER BY ordinal_position")) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            List<EngineColumn> columns = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    columns.add(
                            new EngineColumn(
                                    results.getString(1),
                                    type(results),
                                    results.getString(8).equals("YES"),
                                    results.getString(9),
                                    results.getString(10)));
                }
            }
            return columns;
        }
    }

    private static ColumnType type(ResultSet results) throws SQLException {
        String domain = results.getString(7);
        int fraction = results.getInt(5);
        if (domain != null && domain.startsWith("LTZ")) {
            return new ColumnType("timestamp_ltz", 0, fraction, 0);
        }
        if (domain != null) {
            return ColumnType.declared(domain.replaceFirst("^SF_", ""));
        }
        int length = results.getInt(6);
        return switch (results.getString(2)) {
            case "NUMERIC" -> ColumnType.fixed(results.getInt(3), results.getInt(4));
            case "INTEGER", "BIGINT", "SMALLINT", "TINYINT" -> ColumnType.fixed(38, 0);
            case "DOUBLE PRECISION", "REAL", "DECFLOAT" -> new ColumnType("real", 0, 0, 0);
            case "BOOLEAN" -> new ColumnType("boolean", 0, 0, 0);
            case "DATE" -> new ColumnType("date", 0, 0, 0);
            case "TIME" -> new ColumnType("time", 0, fraction, 0);
            case "TIMESTAMP" -> new ColumnType("timestamp_ntz", 0, fraction, 0);
            case "TIMESTAMP WITH TIME ZONE" -> new ColumnType("timestamp_tz", 0, fraction, 0);
            case "BINARY VARYING", "BINARY" -> new ColumnType("binary", 0, 0, length);
            default -> new ColumnType("text", 0, 0, Math.min(length, ColumnType.MAX_TEXT));
        };
    }

    @Override
    public void close() throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        }
    }
}
