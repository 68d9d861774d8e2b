package io.drover.job;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.plan.Specs;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.List;

/** A small shop in one database, an empty other one, and a role that may do nothing in either. */
final class CheckFixture implements AutoCloseable {
    static final String SHOP = "shop.*";
    static final String MOVER = "check_mover";

    private final TestDatabase source = TestDatabase.create("check_source");
    private final TestDatabase target = TestDatabase.create("check_target");

    CheckFixture() {
        source.execute(
                "CREATE ROLE " + MOVER + " LOGIN PASSWORD 'hunter2'",
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                "CREATE TABLE shop.item (order_id bigint REFERENCES shop.orders, sku text)",
                "CREATE TABLE shop.sale (id int, year int) PARTITION BY LIST (year)",
                "CREATE TABLE shop.sale_2020 PARTITION OF shop.sale FOR VALUES IN (2020)");
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    @Override
    public void close() {
        for (TestDatabase database : List.of(source, target)) {
            database.execute("DROP OWNED BY " + MOVER + " CASCADE");
        }
        source.execute("DROP ROLE " + MOVER);
        source.close();
        target.close();
    }

    static MigrationSpec spec(EndpointSpec source, EndpointSpec target) {
        return spec(source, target, SHOP, SchemaMode.CREATE, LoadMode.REPLACE, List.of());
    }

    static MigrationSpec spec(
            EndpointSpec source,
            EndpointSpec target,
            String include,
            SchemaMode schema,
            LoadMode load,
            List<TableSpec> tables) {
        return Specs.spec(
                source,
                target,
                new SelectSpec(List.of(include), List.of(), null),
                schema,
                load,
                Specs.CHUNKING,
                tables);
    }

    static EndpointSpec mover(TestDatabase database) {
        return database.endpoint(MOVER, "hunter2");
    }

    static CheckMigration.Result check(MigrationSpec spec) {
        return new CheckMigration(spec, TestSpark::session, Clock.systemUTC()).run();
    }

    static List<String> bad(CheckMigration.Result result) {
        return result.findings().stream()
                .filter(finding -> finding.level() != CheckFinding.Level.OK)
                .map(CheckFinding::toString)
                .toList();
    }

    /** The statements that would mend one side, each by itself. */
    static List<String> mends(CheckMigration.Result result, Side side) {
        return result.findings().stream()
                .filter(finding -> finding.side() == side)
                .filter(finding -> finding.level() == CheckFinding.Level.FAILURE)
                .flatMap(finding -> finding.mend().lines())
                .toList();
    }
}
