package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One table of the source that becomes several, and several that become one. */
class ManyToManyIT {
    private static final String BALANCE =
            "SELECT l.source_table || ' -> ' || l.target_table || ': ' || sum(r.read_rows) || ' = ' || sum(r.loaded_rows)"
                    + " || ' + ' || sum(r.filtered_rows) || ' + ' || sum(r.deduplicated_rows) || ' + ' || sum(r.quarantined_rows)"
                    + " FROM drover.receipt r JOIN drover.table_load l USING (load_id, table_number, generation)"
                    + " GROUP BY l.table_number, l.source_table, l.target_table ORDER BY l.target_table, l.source_table";

    private static final String SPLIT =
            """
            schema = existing
            select { include = ["public.party"] }
            chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
            quarantine { max-rows = 10 }
            tables = [
              { name = "public.party", target = "crm.person", filters = ["kind = 'P'"], drop = [kind, vat]
                columns = [ { column = born, from = born, type = date, format = "dd/MM/yyyy" } ] }
              { name = "public.party", target = "crm.company", filters = ["kind = 'C'"], drop = [kind, born]
                columns = [ { column = country, constant = FR } ] }
            ]
            """;

    private static final String UNION =
            """
            schema = existing
            select { include = ["public.client", "public.lead"] }
            chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
            tables = [
              { name = "public.client", target = "crm.contact"
                columns = [ { column = origin, constant = client }
                            { column = id, uuid { of = [id], namespace = client } } ] }
              { name = "public.lead", target = "crm.contact", rename { title = name }
                filters = ["title IS NOT NULL"]
                columns = [ { column = origin, constant = lead }
                            { column = id, uuid { of = [id], namespace = lead } } ] }
            ]
            """;

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("many");
        trial.target.execute("CREATE SCHEMA crm");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void aTableIsSplitAndEachPartHasABalanceOfItsOwn() {
        trial.source.execute(
                "CREATE TABLE party (id int PRIMARY KEY, kind char(1), name text, born text, vat text)",
                "INSERT INTO party SELECT g, CASE WHEN g % 3 = 0 THEN 'C' ELSE 'P' END, 'Name ' || g,"
                        + " CASE WHEN g % 3 <> 0 THEN to_char(date '1980-01-01' + g, 'DD/MM/YYYY') END, 'V' || g FROM generate_series(1, 3000) g",
                "UPDATE party SET born = 'unknown' WHERE id = 100");
        trial.target.execute(
                "CREATE TABLE crm.person (id int PRIMARY KEY, name text, born date)",
                "CREATE TABLE crm.company (id int PRIMARY KEY, name text, vat text, country text)");
        trial.migrate(SPLIT);
        assertThat(trial.target.rows(BALANCE))
                .containsExactly(
                        "public.party -> crm.company: 3000 = 1000 + 2000 + 0 + 0",
                        "public.party -> crm.person: 3000 = 1999 + 1000 + 0 + 1");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) || ' ' || sum(id) || ' ' || min(born) FROM crm.person"))
                .isEqualTo("1999 2999900 1980-01-02");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) || ' ' || count(vat) || ' ' || min(country) FROM crm.company"))
                .isEqualTo("1000 1000 FR");
        ReconcileTables.Result found = reconcile(SPLIT);
        assertThat(found.overall()).as(found.tables().toString()).isEqualTo(Verdict.EQUAL);
        trial.target.execute(
                "INSERT INTO crm.company SELECT id, name, 'V' || id, 'FR' FROM crm.person WHERE id = 4");
        assertThat(reconcile(SPLIT).tables())
                .extracting(table -> table.target().name() + " " + table.extra())
                .containsExactlyInAnyOrder("person 0", "company 1");
    }

    @Test
    void partsThatAreCutInTheSourceAreProvenEachByItself() {
        trial.source.execute(
                "CREATE TABLE party (id int PRIMARY KEY, kind char(1), name text)",
                "INSERT INTO party SELECT g, CASE WHEN g % 3 = 0 THEN 'C' ELSE 'P' END, 'Name ' || g FROM generate_series(1, 300) g");
        trial.target.execute(
                "CREATE TABLE crm.person (id int PRIMARY KEY, full_name text)",
                "CREATE TABLE crm.company (id int PRIMARY KEY, name text, kind char(1))");
        String spec =
                """
                schema = existing
                tables = [
                  { name = "public.party", target = "crm.person", where = "kind = 'P'", drop = [kind], rename { name = full_name } }
                  { name = "public.party", target = "crm.company", where = "kind = 'C'" }
                ]
                """;
        trial.migrate(spec);
        ReconcileTables.Result found = reconcile(spec);
        assertThat(found.overall()).as(found.tables().toString()).isEqualTo(Verdict.EQUAL);
        assertThat(found.tables())
                .extracting(each -> each.targetDigest().rows())
                .containsExactlyInAnyOrder(200L, 100L);
        trial.target.execute("UPDATE crm.person SET full_name = 'other' WHERE id = 1");
        assertThat(reconcile(spec).overall()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void severalTablesBecomeOne() {
        contacts();
        trial.migrate(UNION);
        assertUnited();
        assertThat(reconcile(UNION).tables())
                .extracting(TableVerdict::verdict)
                .containsExactly(Verdict.EQUAL, Verdict.EQUAL);
        trial.target.execute(
                "UPDATE crm.contact SET name = 'other' WHERE name = 'Lead 9'",
                "DELETE FROM crm.contact WHERE name = 'Client 9'",
                "INSERT INTO crm.contact VALUES ('00000000-0000-0000-0000-000000000007', 'Lead 7', 'lead')");
        ReconcileTables.Result found = reconcile(UNION);
        assertThat(found.tables())
                .extracting(TableVerdict::verdict)
                .containsExactly(Verdict.DIFFERENT, Verdict.DIFFERENT);
        assertThat(found.tables())
                .extracting(table -> table.missing() + table.extra() * 10 + table.changed() * 100)
                .containsExactlyInAnyOrder(111L, 0L);
    }

    @Test
    void aRunThatDiedInTheMiddleOfAUnionGoesOnAndDoublesNoRow() {
        contacts();
        Checkpoint planted =
                (point, table, chunk) -> {
                    if (point == Checkpoint.Point.COPIED && chunk == 2) {
                        throw new IllegalStateException("planted");
                    }
                };
        assertThatThrownBy(() -> trial.migrate(planted, UNION)).hasMessageContaining("planted");
        trial.source.execute("UPDATE client SET name = 'changed' WHERE id = 1");
        trial.migrate(UNION);
        assertUnited();
        assertThat(trial.target.value("SELECT count(*) FROM crm.contact WHERE name = 'changed'"))
                .isEqualTo("1");
    }

    private void contacts() {
        trial.source.execute(
                "CREATE TABLE client (id int PRIMARY KEY, name text)",
                "CREATE TABLE lead (id int PRIMARY KEY, title text)",
                "INSERT INTO client SELECT g, 'Client ' || g FROM generate_series(1, 5000) g",
                "INSERT INTO lead SELECT g, nullif('Lead ' || g, 'Lead 7') FROM generate_series(1, 4000) g");
        trial.target.execute(
                "CREATE TABLE crm.contact (id uuid PRIMARY KEY, name text NOT NULL, origin text NOT NULL)",
                "CREATE INDEX contact_name ON crm.contact (name)");
    }

    private void assertUnited() {
        assertThat(trial.target.rows(BALANCE))
                .containsExactly(
                        "public.client -> crm.contact: 5000 = 5000 + 0 + 0 + 0",
                        "public.lead -> crm.contact: 4000 = 3999 + 1 + 0 + 0");
        assertThat(
                        trial.target.rows(
                                "SELECT origin, count(*), count(DISTINCT id) FROM crm.contact GROUP BY 1 ORDER BY 1"))
                .containsExactly("client|5000|5000", "lead|3999|3999");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM pg_index WHERE indrelid = 'crm.contact'::regclass AND indisvalid"))
                .isEqualTo("2");
    }

    @Test
    void aSplitTableMustStandInTheTarget() {
        trial.source.execute("CREATE TABLE party (id int PRIMARY KEY, kind char(1))");
        assertThatThrownBy(
                        () ->
                                trial.migrate(
                                        "tables = [ { name = \"public.party\", target = \"crm.a\" }, { name = \"public.party\", target = \"crm.b\" } ]"))
                .hasMessageContaining(
                        "public.party goes to several targets, and Drover cannot tell which of them has its keys and indexes. Create them in the target and set schema = existing.");
    }

    private ReconcileTables.Result reconcile(String spec) {
        return new ReconcileTables(
                        trial.spec(spec),
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
