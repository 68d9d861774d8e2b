package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableName;
import io.drover.spec.ReconcileSpec.DigestPlace;
import io.drover.spec.ReconcileSpec.QuerySpec;
import io.drover.spec.TableReconcileSpec.ReferenceSpec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcileReaderTest {
    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void open() {
        specs = new SpecFixture(folder);
    }

    @Test
    void everyKeyOfAProofIsRead() {
        ReconcileSpec reconcile =
                read("""
                                reconcile {
                                  levels = [counts, aggregates, in-flight], digest = server
                                  sample { rows = 7, seed = -3 }, patience = 5m
                                  queries = [
                                    { name = revenue, source = "select 1", target = "select 2", tolerance = 0.01 }
                                    { name = heads, source = "select 3" }
                                  ]
                                }
                                """)
                        .reconcile();

        assertThat(reconcile)
                .isEqualTo(
                        new ReconcileSpec(
                                20,
                                100_000,
                                Set.of(Level.COUNTS, Level.AGGREGATES, Level.IN_FLIGHT),
                                DigestPlace.SERVER,
                                7,
                                -3,
                                Duration.ofMinutes(5),
                                List.of(
                                        new QuerySpec(
                                                "revenue",
                                                "select 1",
                                                "select 2",
                                                new BigDecimal("0.01")),
                                        new QuerySpec(
                                                "heads", "select 3", "select 3", BigDecimal.ZERO)),
                                Set.of(Level.COUNTS, Level.AGGREGATES, Level.IN_FLIGHT)));
    }

    @Test
    void everyKeyOfATableIsRead() {
        TableReconcileSpec table =
                read("""
                                tables = [ { name = "public.orders", reconcile {
                                  leave-out = [note]
                                  tolerances { amount = 0.01, "odd.name" = 1e-9 }
                                  group-by = [country, year]
                                  thresholds { amount = 5 }
                                  references = [
                                    { columns = [customer], table = core.customer, referenced = [id] }
                                    { columns = [a, b], table = core.other }
                                  ]
                                } } ]
                                """)
                        .tables()
                        .get(0)
                        .reconcile();

        assertThat(table)
                .isEqualTo(
                        new TableReconcileSpec(
                                List.of("note"),
                                Map.of(
                                        "amount",
                                        new BigDecimal("0.01"),
                                        "odd.name",
                                        new BigDecimal("1e-9")),
                                List.of("country", "year"),
                                Map.of("amount", new BigDecimal("5")),
                                List.of(
                                        new ReferenceSpec(
                                                List.of("customer"),
                                                new TableName("core", "customer"),
                                                List.of("id")),
                                        new ReferenceSpec(
                                                List.of("a", "b"),
                                                new TableName("core", "other"),
                                                List.of("a", "b")))));
    }

    @Test
    void theDefaultsOfTheCodeAreThoseOfTheReference() {
        assertThat(read("").reconcile()).isEqualTo(new ReconcileSpec(20, 100_000));
        assertThat(read("tables = [ { name = a.b } ]").tables().get(0).reconcile())
                .isEqualTo(TableReconcileSpec.NONE);
    }

    @Test
    void overridesReachEveryKey() {
        ReconcileSpec reconcile =
                specs.read(
                                SpecFixture.migration(""),
                                Map.of(),
                                "reconcile.levels=[counts, sample]",
                                "reconcile.sample.rows=9",
                                "reconcile.sample.seed=44",
                                "reconcile.digest=tasks",
                                "reconcile.patience=2s",
                                "reconcile.queries=[{ name = q, source = \"select 1\", tolerance = 2 }]")
                        .reconcile();

        assertThat(reconcile.levels()).containsExactly(Level.COUNTS, Level.SAMPLE);
        assertThat(reconcile.sampleRows()).isEqualTo(9);
        assertThat(reconcile.sampleSeed()).isEqualTo(44);
        assertThat(reconcile.digest()).isEqualTo(DigestPlace.TASKS);
        assertThat(reconcile.patience()).isEqualTo(Duration.ofSeconds(2));
        assertThat(reconcile.queries())
                .extracting(QuerySpec::tolerance)
                .containsExactly(new BigDecimal(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconcile.levels = [agregates] | reconcile.levels: holds \"agregates\", which is no level, did you mean \"aggregates\"?",
                "reconcile.levels = [queries, counts] | leave it out",
                "reconcile.levels = [zzzzzz] | the levels are schema, sequences, balance, counts",
                "reconcile.levels = [] | proves nothing",
                "reconcile.digest = servers | did you mean \"server\"?",
                "reconcile.sample.rows = 0 | reconcile.sample.rows: must be from 1 to 10000; got 0",
                "reconcile.sample.sed = 2 | did you mean \"seed\"?",
                "reconcile.patience = soon | must be a time such as 30s",
                "reconcile.queries = [ { name = q } ] | reconcile.queries[0].source: is missing",
                "reconcile.queries = [ { name = q, source = a }, { name = q, source = b } ] | reconcile.queries[1].name: is set twice",
                "reconcile.queries = [ { name = q, source = a, tolerance = -1 } ] | reconcile.queries[0].tolerance: must be a number from 0, such as 0.01; got -1",
                "reconcile.queries = [ { name = q, source = a, tolerence = 1 } ] | did you mean \"tolerance\"?",
                "tables = [ { name = a.b, reconcile.tolerances { x = much } } ] | tables[0].reconcile.tolerances.x: must be a number from 0, such as 0.01; got much",
                "tables = [ { name = a.b, reconcile.thresholds = 3 } ] | must be an object { column = 0.01, … }",
                "tables = [ { name = a.b, reconcile { leave-out = [x], group-by = [x] } } ] | group-by: names \"x\", which leave-out keeps out",
                "tables = [ { name = a.b, reconcile.references = [ { table = c.d } ] } ] | references[0].columns: is missing",
                "tables = [ { name = a.b, reconcile.references = [ { columns = [x], table = d } ] } ] | must be schema.table",
                "tables = [ { name = a.b, reconcile.references = [ { columns = [x], table = c.d, referenced = [y, z] } ] } ] | must name as many columns as columns: 1, not 2",
                "tables = [ { name = a.b, reconcile.groupby = [x] } ] | did you mean \"group-by\"?",
            })
    void aWrongKeyIsRefusedWithWhatWouldBeRight(String lines, String problem) {
        MigrationException failure = specs.refusal(SpecFixture.migration(lines), Map.of());

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.getMessage().lines()).as("one problem, said once").hasSize(2);
        assertThat(failure).hasMessageContaining("spec.conf: 5:");
    }

    private MigrationSpec read(String lines) {
        return specs.read(SpecFixture.migration(lines), Map.of());
    }
}
