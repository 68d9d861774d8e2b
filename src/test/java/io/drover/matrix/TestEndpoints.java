package io.drover.matrix;

import io.drover.engine.Engine;
import io.drover.engine.Engines;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestMariaDb;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One endpoint of each engine, with a table that has a column of each of its types. */
final class TestEndpoints implements AutoCloseable {
    private static final List<String> MARIADB =
            List.of(
                    "tinyint(1)",
                    "tinyint",
                    "tinyint unsigned",
                    "smallint",
                    "smallint unsigned",
                    "mediumint",
                    "mediumint unsigned",
                    "int",
                    "int unsigned",
                    "bigint",
                    "bigint unsigned",
                    "decimal(10,2)",
                    "decimal(65,30)",
                    "float",
                    "double",
                    "bit(1)",
                    "bit(8)",
                    "bit(64)",
                    "year",
                    "date",
                    "time",
                    "time(6)",
                    "datetime",
                    "datetime(6)",
                    "timestamp",
                    "timestamp(3)",
                    "char(5)",
                    "varchar(50)",
                    "varchar(50) character set latin1",
                    "tinytext",
                    "text",
                    "longtext",
                    "binary(4)",
                    "varbinary(20)",
                    "blob",
                    "longblob",
                    "enum('a','b')",
                    "set('a','b')",
                    "json",
                    "uuid",
                    "inet6",
                    "point",
                    "geometry");
    private static final List<String> SQLITE =
            List.of(
                    "INTEGER",
                    "BIGINT",
                    "TEXT",
                    "NVARCHAR(40)",
                    "REAL",
                    "NUMERIC(10,2)",
                    "NUMERIC",
                    "BOOLEAN",
                    "DATE",
                    "DATETIME",
                    "TIME",
                    "BLOB",
                    "JSON",
                    "UUID",
                    "");
    private static final Map<String, String> SQLITE_VALUES =
            Map.of(
                    "REAL", "1.5",
                    "TEXT", "'x'",
                    "NVARCHAR(40)", "'x'",
                    "DATE", "'2020-02-29'",
                    "DATETIME", "'2020-02-29 12:00:00'",
                    "TIME", "'12:00:00'",
                    "BLOB", "x'00'",
                    "JSON", "'{}'",
                    "UUID", "'00000000-0000-0000-0000-000000000000'",
                    "", "'x'");
    private static final List<String> H2 =
            List.of(
                    "boolean",
                    "tinyint",
                    "smallint",
                    "integer",
                    "bigint",
                    "numeric(10,2)",
                    "numeric(60,2)",
                    "decfloat(20)",
                    "real",
                    "double precision",
                    "char(5)",
                    "varchar(50)",
                    "clob",
                    "binary(4)",
                    "varbinary(20)",
                    "blob",
                    "date",
                    "time",
                    "time(6) with time zone",
                    "timestamp",
                    "timestamp(3)",
                    "timestamp with time zone",
                    "uuid",
                    "json",
                    "interval day to second",
                    "enum('a','b')",
                    "integer array");

    private static final List<String> SNOWFLAKE =
            List.of(
                    "BOOLEAN",
                    "NUMBER(5,0)",
                    "NUMBER(38,0)",
                    "NUMBER(10,2)",
                    "FLOAT",
                    "VARCHAR",
                    "VARCHAR(50)",
                    "BINARY",
                    "DATE",
                    "TIME(6)",
                    "TIME(9)",
                    "TIMESTAMP_NTZ(6)",
                    "TIMESTAMP_NTZ(9)",
                    "TIMESTAMP_LTZ(6)",
                    "TIMESTAMP_TZ(6)",
                    "VARIANT",
                    "OBJECT",
                    "ARRAY");

    private final Path folder;
    private final Set<String> known = new TreeSet<>();
    private final List<TestMariaDb> databases = new ArrayList<>();
    private final List<SnowflakeStandIn> standIns = new ArrayList<>();

    TestEndpoints(Path folder) {
        this.folder = folder;
        Engines.all().stream().map(Engine::type).forEach(known::add);
    }

    /** A source with its table of types. */
    record Source(String name, String remark, EndpointSpec endpoint, String table) {}

    List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        if (known.contains("mysql")) {
            TestMariaDb database = mariaDb();
            database.execute("CREATE TABLE t (" + columns(MARIADB, "`c%d` %s NULL") + ")");
            sources.add(
                    new Source(
                            "MariaDB",
                            "MySQL has the same types but for `uuid` and `inet6`.",
                            endpoint("mysql", database.url()),
                            database.name() + ".t"));
        }
        if (known.contains("sqlite")) {
            String url = "jdbc:sqlite:" + folder.resolve("types.sqlite");
            run(
                    url,
                    "CREATE TABLE t (" + columns(SQLITE, "c%d %s") + ")",
                    "INSERT INTO t VALUES ("
                            + String.join(
                                    ", ",
                                    SQLITE.stream()
                                            .map(type -> SQLITE_VALUES.getOrDefault(type, "1"))
                                            .toList())
                            + ")");
            sources.add(
                    new Source(
                            "SQLite",
                            "A declared type binds nothing there: what the values are decides as well. Here each column has one value of its kind.",
                            endpoint("sqlite", url),
                            "main.t"));
        }
        if (known.contains("jdbc")) {
            String url = "jdbc:h2:" + folder.resolve("types");
            run(url, "CREATE TABLE t (" + columns(H2, "c%d %s") + ")");
            sources.add(
                    new Source(
                            "any JDBC (H2)",
                            "As the driver's metadata tell them.",
                            endpoint("jdbc", url),
                            "PUBLIC.T"));
        }
        if (known.contains("snowflake")) {
            EndpointSpec endpoint = snowflake();
            Session session = new Session("types", Session.Timeouts.NONE);
            try (Connection connection = Connections.open(Side.SOURCE, endpoint, session)) {
                connection
                        .createStatement()
                        .execute("CREATE TABLE T (" + columns(SNOWFLAKE, "C%d %s") + ")");
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            sources.add(
                    new Source(
                            "Snowflake",
                            "As the stand-in of the tests tells them, which was never compared with an account.",
                            endpoint,
                            "public.t"));
        }
        return sources;
    }

    Map<String, EndpointSpec> targets() {
        Map<String, EndpointSpec> targets = new LinkedHashMap<>();
        if (known.contains("mysql")) {
            targets.put("MariaDB", endpoint("mysql", mariaDb().url()));
        }
        if (known.contains("sqlite")) {
            targets.put(
                    "SQLite", endpoint("sqlite", "jdbc:sqlite:" + folder.resolve("target.sqlite")));
        }
        if (known.contains("jdbc")) {
            targets.put("any JDBC (H2)", endpoint("jdbc", "jdbc:h2:" + folder.resolve("target")));
            targets.put(
                    "any JDBC (DuckDB)",
                    endpoint("jdbc", "jdbc:duckdb:" + folder.resolve("target.duckdb")));
        }
        if (known.contains("delta")) {
            targets.put(
                    "Delta Lake", endpoint("delta", folder.resolve("delta").toUri().toString()));
        }
        if (known.contains("snowflake")) {
            targets.put("Snowflake", snowflake());
        }
        if (known.contains("files")) {
            targets.put("files", endpoint("files", folder.resolve("files").toUri().toString()));
        }
        return targets;
    }

    /** As a spec would give it. */
    EndpointSpec endpoint(String type, String url) {
        return endpoint(type, url, "user = drover, password = drover");
    }

    private EndpointSpec endpoint(String type, String url, String more) {
        try {
            Path file = folder.resolve("endpoint.conf");
            Files.writeString(
                    file,
                    """
                    migration {
                      name = types
                      source { type = %s, url = "%s", %s }
                      target { type = postgres, url = "jdbc:postgresql://nowhere/db", user = u }
                    }
                    """
                            .formatted(type, url, more));
            return new SpecReader().read(file, List.of()).source();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private EndpointSpec snowflake() {
        SnowflakeStandIn server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
        standIns.add(server);
        return endpoint(
                "snowflake",
                server.jdbcUrl(),
                "user = %s, password = \"%s\", snowflake { database = drover, authentication = password }"
                        .formatted(server.user(), server.password()));
    }

    private TestMariaDb mariaDb() {
        TestMariaDb database = TestMariaDb.create("types");
        databases.add(database);
        return database;
    }

    private static String columns(List<String> types, String form) {
        List<String> columns = new ArrayList<>();
        for (String type : types) {
            columns.add(form.formatted(columns.size(), type));
        }
        return String.join(", ", columns);
    }

    private static void run(String url, String... statements) {
        String user = url.startsWith("jdbc:h2:") ? "drover" : "";
        try (Connection connection = DriverManager.getConnection(url, user, user)) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(url, failure);
        }
    }

    @Override
    public void close() {
        ConnectionPool.closeAll();
        databases.forEach(TestMariaDb::close);
        standIns.forEach(SnowflakeStandIn::close);
    }
}
