package io.drover.engine.generic;

import io.drover.spec.JdbcSpec;
import java.util.List;
import java.util.Locale;

/**
 * What the products that have a table of types here call themselves, and how a session of theirs is
 * begun: in UTC, so that instants are printed alike.
 *
 * <p>H2 and DuckDB are run by the tests. Oracle, SQL Server and Redshift are written from their
 * manuals and were not run.
 */
enum Product {
    STANDARD(List.of()),
    H2(List.of("SET TIME ZONE 'UTC'", "SET LAZY_QUERY_EXECUTION 1")),
    DUCKDB(List.of("SET TimeZone = 'UTC'")),
    ORACLE(
            List.of(
                    "ALTER SESSION SET TIME_ZONE = 'UTC'",
                    "ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,'")),
    SQLSERVER(List.of()),
    REDSHIFT(List.of("SET timezone TO 'UTC'"));

    @SuppressWarnings("ImmutableEnumChecker") // Each is a List.of.
    private final List<String> session;

    Product(List<String> session) {
        this.session = session;
    }

    /** One statement each. */
    List<String> session() {
        return session;
    }

    static Product of(JdbcSpec.Dialect dialect, String productName) {
        return switch (dialect) {
            case STANDARD -> STANDARD;
            case H2 -> H2;
            case DUCKDB -> DUCKDB;
            case ORACLE -> ORACLE;
            case SQLSERVER -> SQLSERVER;
            case REDSHIFT -> REDSHIFT;
            case AUTO -> {
                String name = productName.toLowerCase(Locale.ROOT);
                yield name.equals("h2")
                        ? H2
                        : name.contains("duckdb")
                                ? DUCKDB
                                : name.contains("oracle")
                                        ? ORACLE
                                        : name.contains("sql server")
                                                ? SQLSERVER
                                                : name.contains("redshift") ? REDSHIFT : STANDARD;
            }
        };
    }
}
