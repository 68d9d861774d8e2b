package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Difference;
import io.drover.model.Difference.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillDownIT {
    private static final String ITEM =
            "CREATE TABLE item (id int, name text, price numeric(10,2), tags text[])";
    private static final String ROWS =
            "INSERT INTO item SELECT i, 'item ' || i, i, ARRAY['a', i::text]"
                    + " FROM generate_series(1, 5000) AS i";

    @Test
    void theVeryRowsAreNamed() {
        try (Pairs pairs = new Pairs().taskBytes(64 << 10)) {
            pairs.both(ITEM, ROWS);
            pairs.target.execute(
                    "UPDATE item SET name = 'other', price = NULL WHERE id = 30",
                    "DELETE FROM item WHERE id = 4",
                    "INSERT INTO item VALUES (-7, 'extra', 1, NULL)",
                    "INSERT INTO item SELECT * FROM item WHERE id = 200");

            PairOutcome outcome = pairs.compare("item", "id");

            assertThat(outcome.namingFailure()).isNull();
            assertThat(pairs.found())
                    .containsExactly(
                            "EXTRA {id=-7} [] x1",
                            "MISSING {id=4} [] x1",
                            "CHANGED {id=30} [name, price] x1",
                            "DUPLICATED {id=200} [] x1");
            assertThat(Kind.values()).allMatch(kind -> outcome.rows(kind) == 1);
            assertThat(outcome.named().shown()).isEqualTo(pairs.differences);
            Difference changed = pairs.differences.get(2);
            assertThat(changed.sourceRow().toString())
                    .isEqualTo("{id=30, name=item 30, price=30.00}");
            assertThat(changed.targetRow().toString()).isEqualTo("{id=30, name=other, price=null}");
            assertThat(pairs.differences.get(0).sourceRow()).isNull();
            assertThat(pairs.differences.get(1).targetRow()).isNull();
        }
    }

    @Test
    void withoutAKeyRowsAreComparedAsAMultiset() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE log (at date, line text)",
                    "INSERT INTO log SELECT NULL, NULL FROM generate_series(1, 3)",
                    "INSERT INTO log SELECT '2024-01-01', 'same' FROM generate_series(1, 1000)",
                    "INSERT INTO log SELECT '2024-01-02', 'line ' || i FROM generate_series(1, 9) i");
            pairs.target.execute(
                    "INSERT INTO log VALUES (NULL, NULL)",
                    "DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'same' LIMIT 2)",
                    "UPDATE log SET line = 'line x' WHERE line = 'line 4'");

            PairOutcome outcome = pairs.compare("log");

            assertThat(pairs.found())
                    .containsExactly(
                            "MISSING {at=2024-01-01, line=same} [] x2",
                            "MISSING {at=2024-01-02, line=line 4} [] x1",
                            "EXTRA {at=2024-01-02, line=line x} [] x1",
                            "DUPLICATED {at=null, line=null} [] x1");
            assertThat(outcome.rows(Kind.MISSING)).isEqualTo(3);
        }
    }

    @Test
    void compositeTextAndNullKeysTellRowsApart() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE part (a text, b int, c text)",
                    "INSERT INTO part VALUES ('x', 1, 'p'), ('', 1, 'q'), (NULL, 1, 'r'), ('x1', NULL, 's')");
            pairs.target.execute("UPDATE part SET c = 'z' WHERE a IS NULL");

            pairs.compare("part", "a", "b");

            assertThat(pairs.found()).containsExactly("CHANGED {a=null, b=1} [c] x1");
        }
    }

    @Test
    void columnOrderOfTheTargetDoesNotMatter() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE t (id int, a text, b text)",
                    "INSERT INTO t VALUES (1, 'x', 'y')");
            pairs.target.execute(
                    "CREATE TABLE t (b text, id int, a text)",
                    "INSERT INTO t VALUES ('y', 1, 'x')");

            PairComparison comparison = pairs.compare("t", "id").comparison();

            assertThat(comparison.source()).isEqualTo(comparison.target());
            assertThat(pairs.found()).isEmpty();
        }
    }

    @Test
    void minusZeroIsNotZeroAndNaNIsNaN() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE f (id int, x float8, y float4, n numeric)",
                    "INSERT INTO f VALUES (1, 'NaN', 'NaN', 'NaN'), (2, '-0', '0', 0),"
                            + " (3, 'Infinity', '-Infinity', 'Infinity'), (4, 0, 0, 1.0)");
            pairs.target.execute(
                    "UPDATE f SET x = 0 WHERE id = 2", "UPDATE f SET n = 1.00 WHERE id = 4");

            pairs.compare("f", "id");

            assertThat(pairs.found())
                    .containsExactly("CHANGED {id=2} [x] x1", "CHANGED {id=4} [n] x1");
        }
    }

    @Test
    void aTypeThatHoldsOidsIsComparedByItsText() {
        try (Pairs pairs = new Pairs()) {
            // Another OID on each side.
            pairs.target.execute("CREATE TYPE unrelated AS ENUM ('u')");
            pairs.both(
                    "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                    "CREATE TYPE point3 AS (x int, m mood)",
                    "CREATE TABLE m (id int, one mood, many mood[], place point3)",
                    "INSERT INTO m VALUES (1, 'sad', '{sad,glad}', '(1,sad)'), (2, NULL, NULL, NULL),"
                            + " (3, 'glad', '{}', '(,glad)')");
            assertThat(pairs.pair("m", null, "id").comparedByForm())
                    .containsExactly("many", "place");
            pairs.compare("m", "id");
            assertThat(pairs.found()).isEmpty();

            pairs.target.execute("UPDATE m SET many = '{sad,sad}' WHERE id = 1");
            pairs.compare("m", "id");
            assertThat(pairs.found()).containsExactly("CHANGED {id=1} [many] x1");
        }
    }

    @Test
    void widerTypesOfTheTargetAreComparedByTheirCommonForm() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE w (id int, n numeric(10,2), i int, f real, c char(4), v varchar(9), d text)",
                    "INSERT INTO w VALUES (1, 1.50, 5, 0.1, 'ab', 'cd', 'e'), (2, 'NaN', NULL, 'NaN', NULL, '', NULL)");
            pairs.target.execute(
                    "CREATE TABLE w (id bigint, n numeric(12,4), i numeric(9,3), f float8, c char(8), v text, d varchar)",
                    "INSERT INTO w VALUES (1, 1.50, 5, 0.1, 'ab', 'cd', 'e'), (2, 'NaN', NULL, 'NaN', NULL, '', NULL)");
            pairs.compare("w", "id");
            assertThat(pairs.found()).isEmpty();

            pairs.target.execute("UPDATE w SET n = 1.5001, f = 0.1::real WHERE id = 1");
            pairs.compare("w", "id");
            assertThat(pairs.found()).containsExactly("CHANGED {id=1} [n, f] x1");
        }
    }

    @Test
    void aPartitionedTargetIsReadThroughItsLeaves() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE p (id int, v text)",
                    "INSERT INTO p SELECT i, 'v' FROM generate_series(1, 100) i");
            pairs.target.execute(
                    "CREATE TABLE p (id int, v text) PARTITION BY RANGE (id)",
                    "CREATE TABLE p_low PARTITION OF p FOR VALUES FROM (0) TO (50)",
                    "CREATE TABLE p_high PARTITION OF p DEFAULT",
                    "INSERT INTO p SELECT i, CASE i WHEN 7 THEN 'x' WHEN 70 THEN 'y' ELSE 'v' END"
                            + " FROM generate_series(1, 100) i");

            pairs.compare("p", "id");

            assertThat(pairs.found())
                    .containsExactly("CHANGED {id=7} [v] x1", "CHANGED {id=70} [v] x1");
            assertThat(pairs.differences.get(1).targetRow()).containsEntry("v", "y");
        }
    }

    @Test
    void aColumnThatTheTargetLacksIsLeftOutAndTheRestIsCompared() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ITEM, ROWS);
            pairs.target.execute(
                    "ALTER TABLE item DROP COLUMN tags", "DELETE FROM item WHERE id = 5");
            assertThat(pairs.pair("item", null, "id").notCompared()).containsExactly("tags");

            pairs.compare("item", "id");

            assertThat(pairs.found()).containsExactly("MISSING {id=5} [] x1");
        }
    }

    @Test
    void theFilterOfTheSourceIsAppliedToTheSource() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ITEM, ROWS);
            pairs.target.execute("DELETE FROM item WHERE id > 100");

            pairs.compare(List.of(pairs.pair("item", "id <= 100 -- the first", "id")));

            assertThat(pairs.found()).isEmpty();
        }
    }

    @Test
    void whenEveryRowDiffersAllAreCountedAndAsManyAsAllowedAreKept() {
        try (Pairs pairs = new Pairs().taskBytes(64 << 10).maxDifferences(700)) {
            pairs.both(ITEM, ROWS);
            pairs.target.execute("UPDATE item SET price = price + 1");

            PairOutcome outcome = pairs.compare("item", "id");

            assertThat(outcome.rows(Kind.CHANGED)).isEqualTo(5000);
            assertThat(outcome.named().kept()).isEqualTo(700);
            assertThat(pairs.differences).hasSize(700).doesNotHaveDuplicates();
            assertThat(pairs.differences)
                    .allMatch(difference -> difference.changedColumns().equals(List.of("price")))
                    .isSortedAccordingTo(
                            java.util.Comparator.comparingInt(
                                    difference -> Integer.parseInt(difference.key().get("id"))));
            List<String> first = pairs.found();
            pairs.compare("item", "id");
            assertThat(pairs.found()).isEqualTo(first);
        }
    }

    @Test
    void aLongValueIsShownByItsBeginningAndLength() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE big (id int, v text)",
                    "INSERT INTO big VALUES (1, repeat('é', 100000) || 'a')");
            pairs.target.execute("UPDATE big SET v = repeat('é', 100000) || 'b'");

            pairs.compare("big", "id");

            assertThat(pairs.found()).containsExactly("CHANGED {id=1} [v] x1");
            assertThat(pairs.differences.get(0).sourceRow().get("v"))
                    .hasSize(8192 + "... (100001 characters)".length())
                    .endsWith("é... (100001 characters)");
        }
    }
}
