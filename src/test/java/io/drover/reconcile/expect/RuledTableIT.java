package io.drover.reconcile.expect;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.reconcile.SideAccess;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rules should make of rows, by the auditor's own way: no load is near. */
class RuledTableIT {
    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void open() {
        source = TestDatabase.create("audit_old");
        target = TestDatabase.create("audit_new");
    }

    @AfterEach
    void close() {
        ConnectionPool.closeAll();
        source.close();
        target.close();
    }

    @Test
    void textsNumbersAndDatesBecomeWhatTheSpecSays() {
        source.execute(
                "CREATE TABLE thing (id int, name text, amount text, day text, flag text, code text)",
                "INSERT INTO thing VALUES (1, '  jos' || U&'e\\0301' || ' ', '1.234,50', '29.02.2024', 'J', 'a'),"
                        + " (2, 'x', '1,005', '29.02.2023', '?', 'b'), (3, NULL, NULL, NULL, NULL, NULL)");
        target.execute(
                "CREATE TABLE thing (name text, amount numeric(12,2), day date, flag boolean, code text, review boolean)");
        assertThat(
                        made(
                                """
                                tables = [ { name = "public.thing", drop = [id], flag-column = review, columns = [
                                  { column = name, from = name, trim = both, unicode = nfc, case = title }
                                  { column = amount, from = amount, type = "numeric(12,2)", decimal = ",", grouping = ".", on-violation { default = "0", flag = true } }
                                  { column = day, from = day, type = date, format = "dd.MM.yyyy" }
                                  { column = flag, from = flag, type = boolean, true = [J], false = [N] }
                                  { column = code, from = code, map { a = A }, otherwise = keep }
                                ] } ]
                                """))
                .containsExactly(
                        "0|José|1234.50|2024-02-29|true|A|false",
                        "3|X|0.00|null|null|b|true",
                        "0|null|null|null|null|null|false");
    }

    private List<String> made(String more) {
        MigrationSpec spec = TestSpec.between(source, target, "schema = existing", more);
        try (SnapshotHolder here = SnapshotHolder.open(Side.SOURCE, source.endpoint(), "test");
                SnapshotHolder there =
                        SnapshotHolder.open(Side.TARGET, target.endpoint(), "test")) {
            Contribution from =
                    new Contribution(
                            table(Side.SOURCE, here, spec),
                            table(Side.TARGET, there, spec),
                            spec.tables().get(0).rules(),
                            null,
                            List.of(),
                            List.of(),
                            Set.of(),
                            WireForm.BINARY);
            Expectation expectation =
                    new Expectation(
                            TestSpark.session(),
                            new SideAccess(Side.SOURCE, source.endpoint(), here.snapshot(), 4),
                            new SideAccess(Side.TARGET, target.endpoint(), there.snapshot(), 4),
                            here.connection(),
                            spec.name(),
                            1 << 20);
            return expectation.ruled(from, List.of()).collectAsList().stream()
                    .map(RuledTableIT::shown)
                    .toList();
        }
    }

    private static String shown(Row row) {
        StringBuilder text = new StringBuilder().append(row.getInt(0));
        for (int column = 2; column < row.size(); column++) {
            text.append('|').append(row.get(column));
        }
        return text.toString();
    }

    private static TableInfo table(Side side, SnapshotHolder holder, MigrationSpec spec) {
        Catalog catalog =
                PostgresCatalog.read(
                        side,
                        holder.connection(),
                        TableSelection.of(
                                spec.select(), spec.tables().stream().map(t -> t.name()).toList()));
        return catalog.tables().get(0);
    }
}
