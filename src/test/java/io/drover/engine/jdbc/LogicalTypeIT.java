package io.drover.engine.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.model.catalog.TypeShape;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PostgreSQL's own catalog says of the types is what is told of them here. */
class LogicalTypeIT {
    private static final List<LogicalType> TYPES =
            List.of(
                    LogicalType.of("boolean"),
                    LogicalType.of("bigint"),
                    LogicalType.of("double precision"),
                    LogicalType.of("numeric"),
                    LogicalType.numeric(20, 0),
                    LogicalType.numeric(12, 3),
                    LogicalType.numeric(1001, 3),
                    LogicalType.of("text"),
                    LogicalType.varchar(50),
                    LogicalType.varchar(20_000_000),
                    LogicalType.of("character(3)"),
                    LogicalType.of("bytea"),
                    LogicalType.of("uuid"),
                    LogicalType.of("jsonb"),
                    LogicalType.of("date"),
                    LogicalType.withDigits("time without time zone", 0),
                    LogicalType.withDigits("timestamp without time zone", 3),
                    LogicalType.withDigits("timestamp with time zone", 6),
                    LogicalType.of("interval"),
                    LogicalType.of("interval(3)"),
                    LogicalType.of("bit varying(7)"));

    @Test
    void namesAndShapesAreThoseOfTheCatalog() throws SQLException {
        try (TestDatabase database = TestDatabase.create("logical_types")) {
            StringBuilder columns = new StringBuilder();
            for (int index = 0; index < TYPES.size(); index++) {
                columns.append(index == 0 ? "" : ", ").append("c").append(index).append(' ');
                columns.append(TYPES.get(index).name());
            }
            database.execute("CREATE TABLE public.t (" + columns + ")");
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery(
                                    "SELECT format_type(a.atttypid, a.atttypmod), t.typname, a.atttypmod,"
                                            + " t.typlen = -1 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                                            + " WHERE a.attrelid = 'public.t'::regclass AND a.attnum > 0"
                                            + " ORDER BY a.attnum")) {
                for (LogicalType type : TYPES) {
                    assertThat(rows.next()).isTrue();
                    TypeShape shape =
                            new TypeShape(
                                    rows.getString(2), rows.getInt(3), false, rows.getBoolean(4));
                    assertThat(new LogicalType(rows.getString(1), shape)).isEqualTo(type);
                }
            }
        }
    }

    @Test
    void namesAreQuotedWhereThePrinterQuotesThem() throws SQLException {
        List<String> names = List.of("a", "Order", "order", "time", "key", "a b", "é", "_x9", "9x");
        try (TestDatabase database = TestDatabase.create("printed_names");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String name : names) {
                try (ResultSet row = statement.executeQuery("SELECT quote_ident('" + name + "')")) {
                    row.next();
                    assertThat(PrintedNames.print(name)).isEqualTo(row.getString(1));
                }
            }
            try (ResultSet words =
                    statement.executeQuery(
                            "SELECT word, quote_ident(word) FROM pg_get_keywords()")) {
                while (words.next()) {
                    assertThat(PrintedNames.print(words.getString(1)))
                            .isEqualTo(words.getString(2));
                }
            }
        }
    }

    @Test
    void longNamesStayApart() {
        String name = "é".repeat(40);
        assertThat(FittedNames.fit(name, 63)).isNotEqualTo(FittedNames.fit(name + "x", 63));
        assertThat(FittedNames.fit(name, 63).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(63);
        assertThat(FittedNames.fit("short", 63)).isEqualTo("short");
        assertThatThrownBy(() -> LogicalType.of("mood")).hasMessageContaining("mood");
    }
}
