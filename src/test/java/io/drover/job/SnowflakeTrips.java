package io.drover.job;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Specs of migrations into the stand-in and out of it, and their runs. */
final class SnowflakeTrips {
    /** A table of values at the edges of their types, all of which Snowflake holds. */
    static final String EDGES =
            """
            CREATE TABLE "Edges" (
              id bigint PRIMARY KEY, b boolean, s smallint, i integer, n numeric(38,0),
              d numeric(12,4), anything numeric, r real, f double precision, t text,
              "Mixed Case" varchar(5), c char(4), bin bytea, day date, at time, stamp timestamp,
              instant timestamptz, milli timestamptz(3), doc jsonb, u uuid, list integer[]);
            INSERT INTO "Edges" VALUES
              (1, true, -32768, -2147483648, 99999999999999999999999999999999999999, -99999999.9999, 1e50,
               3.4028235e38, 1.7976931348623157e308, E'a"b|c\\\\d\\ne''f', 'äöü😀', 'ab', '\\x', '1582-11-15', '00:00:00',
               '1582-10-15 00:00:00', '2020-02-29 12:00:00.123456+02', '1969-12-31 23:59:59.999Z', '{"b": [1, null, "x"], "a": 12.5}',
               'ffffffff-ffff-ffff-ffff-ffffffffffff', '{1,NULL,3}'),
              (2, false, 32767, 2147483647, -99999999999999999999999999999999999999, 0.0001, 'NaN',
               'NaN', 'NaN', '', '', '', '\\x00ff', '9999-12-31', '23:59:59.999999',
               '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999Z', '2000-01-01Z', '"text"', null, '{}'),
              (3, null, null, null, null, null, null, '-Infinity', 'Infinity', null, null, null, null, null, null, null,
               null, null, null, null, null),
              (9223372036854775807, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
               null, null, null, null, null, null);
            """;

    /** All of it that comes back in a type that prints it alike. */
    static final String PRINTED_EDGES =
            """
            SELECT (SELECT string_agg(e::text, '~' ORDER BY id) FROM (SELECT id, b, s, i, n, d, anything::text,
              t, "Mixed Case", bin, day, at, stamp, instant, milli, doc, u FROM "Edges") e)
            """;

    private SnowflakeTrips() {}

    static long number(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    static String verdict(ReconcileTables.Result proof, String table) {
        TableVerdict verdict = table(proof, table);
        return verdict.verdict() == Verdict.EQUAL ? "EQUAL" : verdict.toString();
    }

    static TableVerdict table(ReconcileTables.Result proof, String name) {
        return proof.tables().stream()
                .filter(each -> each.source().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String postgres(TestDatabase database) {
        return "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                .formatted(database.url());
    }

    /** With further settings, each behind a comma. */
    static String snowflake(SnowflakeStandIn server, String more) {
        return "{ type = snowflake, url = \"%s\", user = %s, password = \"%s\", snowflake { database = drover, authentication = password%s } }"
                .formatted(server.jdbcUrl(), server.user(), server.password(), more);
    }

    static MigrationSpec spec(Path folder, String name, String source, String target, String more)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(name + ".conf"),
                        """
                        migration {
                          name = %s
                          source = %s
                          target = %s
                          %s
                        }
                        """
                                .formatted(name, source, target, more));
        return new SpecReader().read(file, List.of());
    }

    static MigrateTables.Result migrate(MigrationSpec spec) {
        return migrate(spec, Progress.SILENT);
    }

    static MigrateTables.Result migrate(MigrationSpec spec, Progress progress) {
        return new MigrateTables(
                        spec, TestSpark::session, Trial.facts("migrate"), progress, Checkpoint.NONE)
                .run();
    }

    static ReconcileTables.Result reconcile(MigrationSpec spec) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
