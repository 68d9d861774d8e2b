package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.PlanMigration;
import io.drover.model.ChunkPlan;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import io.drover.testing.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chunks by key hold each row once, whatever the key's type is, and are of about equal count. */
class KeyChunksIT {
    private static TestDatabase source;
    private static TestDatabase target;

    @BeforeAll
    static void fill() {
        source = TestDatabase.create("keys");
        target = TestDatabase.create("keys_target");
        source.execute(
                "CREATE TABLE skewed AS SELECT CASE WHEN i % 10 = 0 THEN i * 100000000::bigint ELSE i END AS id,"
                        + " repeat('x', 50) AS filler FROM generate_series(1, 20000) i",
                "ALTER TABLE skewed ADD PRIMARY KEY (id)",
                "CREATE TABLE words (word text COLLATE \"und-x-icu\", \"No\" smallint, PRIMARY KEY (word, \"No\"))",
                "INSERT INTO words SELECT chr(97 + i % 26) || CASE i % 3 WHEN 0 THEN '''\\' WHEN 1 THEN 'É' ELSE upper(chr(97 + i % 7)) END || i / 50, i % 50 FROM generate_series(1, 20000) i",
                "CREATE TABLE holes (a integer, b timestamptz, filler text)",
                "INSERT INTO holes SELECT nullif(i % 100, 7), CASE WHEN i % 11 > 0 THEN timestamptz '2020-01-01' + i * interval '1 hour' END, repeat('y', 50) FROM generate_series(1, 20000) i",
                "INSERT INTO holes VALUES (50, 'infinity'), (50, '-infinity')",
                "ANALYZE");
    }

    @AfterAll
    static void drop() {
        source.close();
        target.close();
    }

    @Test
    void skewDoesNotMatter() {
        List<Long> counts = counts(table("skewed", List.of()));
        assertThat(counts.size()).isGreaterThan(10);
        long longest = counts.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(longest).isLessThanOrEqualTo(20000 / counts.size() * 3 / 2);
    }

    @Test
    void compositeKeysWithTextAreComparedByTheDatabase() {
        TablePlan plan = table("words", List.of());
        assertThat(plan.chunks().size()).isGreaterThan(5);
        counts(plan);
    }

    @Test
    void rowsWithoutAKeyHaveTheirOwnChunk() {
        TablePlan plan =
                table(
                        "holes",
                        List.of(
                                new TableSpec(
                                        new TableName("public", "holes"),
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of("a", "b"),
                                        List.of(),
                                        null,
                                        null,
                                        TableRules.NONE)));
        List<Long> counts = counts(plan);
        assertThat(counts.get(counts.size() - 1))
                .isEqualTo(
                        Long.parseLong(
                                source.value(
                                        "SELECT count(*) FROM holes WHERE a IS NULL OR b IS NULL")));
    }

    private static TablePlan table(String name, List<TableSpec> settings) {
        ChunkingSpec chunking = new ChunkingSpec(ChunkingSpec.By.KEY, 64 << 10, 64 << 10);
        return new PlanMigration(
                        Specs.spec(
                                source.endpoint(),
                                target.endpoint(),
                                new SelectSpec(List.of("public." + name), List.of(), null),
                                SchemaMode.CREATE,
                                LoadMode.REPLACE,
                                chunking,
                                settings))
                .run()
                .plan()
                .tables()
                .get(0);
    }

    /** The rows of each chunk; together they are the table's, and no row is in two chunks. */
    private static List<Long> counts(TablePlan plan) {
        String membership =
                plan.chunks().stream()
                        .map(ChunkPlan::predicate)
                        .map(predicate -> "CASE WHEN (" + predicate + ") THEN 1 ELSE 0 END")
                        .collect(Collectors.joining(" + "));
        assertThat(source.rows("SELECT DISTINCT " + membership + " FROM " + plan.source()))
                .containsExactly("1");
        return LongStream.range(0, plan.chunks().size())
                .mapToObj(
                        number ->
                                Long.parseLong(
                                        source.value(
                                                "SELECT count(*) FROM %s WHERE %s"
                                                        .formatted(
                                                                plan.source(),
                                                                plan.chunks()
                                                                        .get((int) number)
                                                                        .predicate()))))
                .toList();
    }
}
