package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Difference;
import io.drover.model.Difference.Kind;
import io.drover.model.LevelVerdict;
import io.drover.model.ReasonCount;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrillDownIT {
    private static final LevelVerdict PROVEN =
            new LevelVerdict(LevelVerdict.Level.SCHEMA, Verdict.EQUAL, "");
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
            assertThat(changed.sourceRow().toString()).isEqualTo("{id=30, name=item 30, price=30}");
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
    void zerosAndTrailingZerosAreTheSameNumberAndNaNIsNaN() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE f (id int, x float8, y float4, n numeric)",
                    "INSERT INTO f VALUES (1, 'NaN', 'NaN', 'NaN'), (2, '-0', '0', 0),"
                            + " (3, 'Infinity', '-Infinity', 'Infinity'), (4, 0, 0, 1.0)");
            pairs.target.execute(
                    "UPDATE f SET x = 0 WHERE id = 2", "UPDATE f SET n = 1.00 WHERE id = 4");
            pairs.compare("f", "id");
            assertThat(pairs.found()).isEmpty();

            pairs.target.execute(
                    "UPDATE f SET x = '5e-324' WHERE id = 2",
                    "UPDATE f SET n = 1.01 WHERE id = 4",
                    "UPDATE f SET y = 'NaN', n = 'NaN' WHERE id = 3");
            pairs.compare("f", "id");
            assertThat(pairs.found())
                    .containsExactly(
                            "CHANGED {id=2} [x] x1",
                            "CHANGED {id=3} [y, n] x1",
                            "CHANGED {id=4} [n] x1");
        }
    }

    @Test
    void aDocumentIsTheSameInAnyOrderOfItsKeys() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE j (id int, one json, two json)",
                    "INSERT INTO j VALUES (1, '{\"b\":1.0,\"a\":[2]}', '{\"x\":1}'), (2, 'null', NULL)");
            pairs.target.execute(
                    "CREATE TABLE j (id bigint, one json, two jsonb)",
                    "INSERT INTO j VALUES (1, '{\"a\": [2], \"b\": 1}', '{\"x\":1.00}'), (2, 'null', NULL)");
            pairs.compare("j", "id");
            assertThat(pairs.found()).isEmpty();

            pairs.target.execute("UPDATE j SET one = NULL, two = 'null' WHERE id = 2");
            pairs.compare("j", "id");
            assertThat(pairs.found()).containsExactly("CHANGED {id=2} [one, two] x1");
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
            assertThat(outcome.verdict(PROVEN).levels().get(2).detail())
                    .endsWith("; 700 of 5000 differences are kept (reconcile.max-differences)");
            assertThat(pairs.differences).hasSize(700).doesNotHaveDuplicates();
            assertThat(pairs.differences)
                    .allMatch(difference -> difference.changedColumns().equals(List.of("price")));
            assertThat(outcome.named().shown()).isEqualTo(pairs.differences.subList(0, 10));
            List<String> first = pairs.found();
            pairs.compare("item", "id");
            assertThat(pairs.found()).isEqualTo(first);
        }
    }

    @Test
    void aLimitThatIsJustPassedDropsWhatIsTooMuch() {
        // So few too many that they are written at once, and what is too much is deleted.
        try (Pairs pairs = new Pairs().maxDifferences(4990)) {
            pairs.both(ITEM, ROWS);
            pairs.target.execute(
                    "UPDATE item SET id = id + 10000 WHERE id <= 10",
                    "UPDATE item SET name = name || ' '");

            PairOutcome outcome = pairs.compare("item", "id");

            assertThat(outcome.named().found()).isEqualTo(5010);
            assertThat(outcome.named().kept()).isEqualTo(4990);
            assertThat(pairs.differences).hasSize(4990);
        }
    }

    @Test
    void everyRowThatDiffersIsListedWhereTheLimitAllows() {
        // Wide rows, so that there are several partitions.
        try (Pairs pairs = new Pairs().taskBytes(4 << 20).maxDifferences(20_000)) {
            pairs.both(
                    "CREATE TABLE wide (id int, pad text, note text)",
                    "ALTER TABLE wide ALTER pad SET STORAGE EXTERNAL",
                    "INSERT INTO wide SELECT i, repeat(md5(i::text), 80), 'n' FROM generate_series(1, 15000) i");
            pairs.target.execute(
                    "UPDATE wide SET note = 'm' WHERE id <= 14000",
                    "DELETE FROM wide WHERE id > 14000");

            PairOutcome outcome = pairs.compare("wide", "id");

            assertThat(outcome.namingFailure()).isNull();
            assertThat(pairs.held.partitions()).isGreaterThan(1);
            assertThat(outcome.named().kept()).isEqualTo(15_000);
            assertThat(pairs.differences)
                    .hasSize(15_000)
                    .extracting(difference -> difference.key().get("id"))
                    .doesNotHaveDuplicates();
            assertThat(pairs.differences.get(0).sourceRow()).containsOnlyKeys("id", "note");
            assertThat(pairs.differences.get(14_999).sourceRow())
                    .containsOnlyKeys("id", "pad", "note");
            assertThat(outcome.named().shown())
                    .extracting(difference -> difference.key().get("id"))
                    .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        }
    }

    @Test
    void knownReasonsAreGroupedOverAllRows() {
        try (Pairs pairs = new Pairs().maxDifferences(3)) {
            pairs.both(
                    "CREATE TABLE person (id int, name text, born timestamp, a text, b text)",
                    "INSERT INTO person SELECT i, 'a long name ' || i, '2000-01-01 12:07:00', 'x' || i, 'y'"
                            + " FROM generate_series(1, 100) i");
            pairs.target.execute(
                    "UPDATE person SET name = left(name, 6) WHERE id <= 40",
                    "UPDATE person SET born = born + interval '1 hour' WHERE id > 90",
                    "UPDATE person SET a = b, b = a WHERE id = 50",
                    "UPDATE person SET name = 'somebody' WHERE id = 60");

            PairOutcome outcome = pairs.compare("person", "id");

            assertThat(outcome.named().reasons())
                    .containsExactly(
                            new ReasonCount("name", "truncation at 6", 40),
                            new ReasonCount("born", "time-zone shift by +1 h", 10),
                            new ReasonCount("a", "swapped with b", 1),
                            new ReasonCount("b", "swapped with a", 1));
            assertThat(pairs.differences).hasSize(3);
        }
    }

    @Test
    void whatIsWithinItsToleranceIsNoDifferenceAndIsCounted() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE m (id int, price numeric, at timestamptz)",
                    "INSERT INTO m SELECT i, i + 0.999, '2000-01-01 00:00:00.0009Z' FROM generate_series(1, 9) i");
            pairs.target.execute(
                    "UPDATE m SET price = price + 0.01 WHERE id <= 3",
                    "UPDATE m SET at = at + interval '0.0002 s' WHERE id = 5");
            TablePair tolerant =
                    pairs.pair("m", null, "id")
                            .within(
                                    Map.of(
                                            "price",
                                            new BigDecimal("0.01"),
                                            "at",
                                            new BigDecimal("0.001")));

            PairOutcome outcome = pairs.compare(List.of(tolerant)).get(0);

            assertThat(pairs.found()).isEmpty();
            assertThat(outcome.verdict(PROVEN).verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(outcome.verdict(PROVEN).notes())
                    .containsExactly(
                            "column at is compared on a grid of its tolerance 0.001; 1 rows lie in two cells and within it",
                            "column price is compared on a grid of its tolerance 0.01; 3 rows lie in two cells and within it");

            pairs.target.execute(
                    "UPDATE m SET price = price + 0.011, at = at + interval '1 us' WHERE id = 7");
            assertThat(pairs.compare(List.of(tolerant)).get(0).verdict(PROVEN).verdict())
                    .isEqualTo(Verdict.DIFFERENT);
            assertThat(pairs.found()).containsExactly("CHANGED {id=7} [price] x1");
        }
    }

    @Test
    void maskedValuesAreNotShown() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE account (iban text, owner text)",
                    "INSERT INTO account VALUES ('DE02', 'Ada'), ('DE03', 'Bob')");
            pairs.target.execute(
                    "UPDATE account SET owner = 'Eve' WHERE iban = 'DE02'",
                    "DELETE FROM account WHERE iban = 'DE03'");

            pairs.compare(
                    List.of(pairs.pair("account", null, "iban").masking(Set.of("iban", "owner"))));

            assertThat(pairs.found())
                    .containsExactlyInAnyOrder(
                            "CHANGED {iban=(masked)} [owner] x1", "MISSING {iban=(masked)} [] x1");
            assertThat(pairs.differences.toString()).doesNotContain("DE0", "Ada", "Eve", "Bob");
        }
    }

    @Test
    void aKeyThatIsNotUniqueOnOneSideIsNamed() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE k (id int, v text)",
                    "INSERT INTO k SELECT i, 'v' FROM generate_series(1, 50) i");
            pairs.target.execute("INSERT INTO k SELECT id, 'w' FROM k WHERE id <= 3");
            pairs.source.execute("INSERT INTO k SELECT 9, 'x'");

            PairOutcome outcome = pairs.compare("k", "id");

            assertThat(outcome.verdict(PROVEN).levels().get(2).detail())
                    .startsWith(
                            "1 row missing, 0 extra, 0 changed, 3 duplicated; the key (id) is not unique in the source: 1 key and in the target: 3 keys that several rows have, as id ");
        }
    }

    @Test
    void aCollationThatOrdersKeysOtherwiseDoesNotMatter() {
        try (Pairs pairs = new Pairs().taskBytes(64 << 10)) {
            pairs.source.execute("CREATE TABLE c (id text COLLATE \"C\" PRIMARY KEY, v int)");
            pairs.target.execute(
                    "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                    "CREATE TABLE c (id text COLLATE \"und-x-icu\" PRIMARY KEY, v int)");
            for (var side : List.of(pairs.source, pairs.target)) {
                side.execute(
                        "INSERT INTO c SELECT k || i, i FROM generate_series(1, 500) i, unnest(ARRAY['a', 'B', 'ä', '_', 'A']) k");
            }
            pairs.compare("c", "id");
            assertThat(pairs.found()).isEmpty();

            pairs.target.execute(
                    "UPDATE c SET v = -1 WHERE id = 'ä7'", "DELETE FROM c WHERE id = 'A7'");
            pairs.compare("c", "id");
            assertThat(pairs.found())
                    .containsExactly("MISSING {id=A7} [] x1", "CHANGED {id=ä7} [v] x1");
        }
    }

    @Test
    void aTableThatIsDroppedMeanwhileIsNotProven() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ITEM, ROWS);
            TablePair item = pairs.pair("item", null, "id");
            pairs.afterSnapshots(() -> pairs.target.execute("DROP TABLE IF EXISTS item"));

            // At first the snapshot still has it in the catalog, then nothing has.
            for (int time = 0; time < 2; time++) {
                TableVerdict verdict = pairs.compare(List.of(item)).get(0).verdict(PROVEN);

                assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_PROVEN);
                assertThat(verdict.levels())
                        .filteredOn(level -> level.level() != LevelVerdict.Level.SCHEMA)
                        .allSatisfy(
                                level ->
                                        assertThat(level.detail())
                                                .startsWith("target public.item: Cannot read")
                                                .contains(
                                                        "relation \"public.item\" does not exist"));
            }
            assertThat(pairs.found()).isEmpty();
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
