package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transformed tables are proven against what the spec makes of the source, computed anew. */
class ExpectedRowsIT {
    private static final String RULES =
            """
            schema = existing
            select { include = ["public.thing"] }
            quarantine { max-rows = 100 }
            reconcile { shown-differences = 100 }
            chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
            tables = [ { name = "public.thing", target = "core.thing"
              drop = [nothing, touched]
              rename { extra = carried }
              filters = ["id <> 7", "code IS NOT NULL"]
              deduplicate { by = [id], keep = latest, order = [touched] }
              flag-column = review
              columns = [
                { column = name, from = name, trim = both, unicode = nfc, case = upper }
                { column = amount, from = amount, type = "numeric(12,2)", decimal = ",", grouping = ".", on-violation { default = "0", flag = true } }
                { column = active, from = flag, type = boolean, true = [J], false = [N] }
                { column = day, from = day, type = date, format = "dd.MM.yyyy" }
                { column = moment, from = moment, type = "timestamp without time zone" }
                { column = title, concat { of = [code] }, lookup { target-table = "core.country", key = code, value = title }, otherwise = violation }
                { column = alias, concat { of = [code] }, lookup { file = "%s", key = code, value = name }, otherwise = keep }
                { column = place, concat { of = [code] }, lookup { table = "public.place", key = code, value = place }, otherwise { default = nowhere, flag = true } }
                { column = kind, from = kind, map { "1" = one, "2" = two }, otherwise { default = other, flag = true } }
                { column = origin, constant = legacy }
                { column = twice, expression = "id * 2", type = bigint }
                { column = pair, concat { of = [code, nothing, flag], separator = "/" } }
                { column = area, split { from = phone, separator = "-", part = 2 } }
                { column = filled, concat { of = [nothing] }, default = none }
                { column = note, from = note, mask { how = hash, secret = pepper } }
                { column = tail, concat { of = [kind] }, mask { how = keep-last, keep = 1 } }
                { column = uid, uuid { of = [id], namespace = "https://example.org/thing" } }
                { column = number, dense { map = thing, of = [code, id], start = 1000 } }
              ]
              checks = [
                { column = name, pattern = "[A-Z].*" }
                { column = code, one-of = [A, B, C] }
                { column = id, range { min = 1, max = 4000 } }
                { column = name, max-length = 12 }
                { unique = [carried] }
                { exists { of = [code], target-table = "core.country", key = code } }
                { holds = "twice > id" }
              ] } ]
            """;

    /** A wrong value for each column of the target, each of a rule of its own. */
    private static final List<String> WRONG =
            List.of(
                    "name = lower(name)",
                    "code = code || ' '",
                    "amount = amount + 0.01",
                    "active = NOT active",
                    "day = day + 1",
                    "moment = moment + interval '1 microsecond'",
                    "title = NULL",
                    "alias = 'b'",
                    "place = ''",
                    "kind = 'three'",
                    "origin = 'Legacy'",
                    "twice = twice + 1",
                    "pair = replace(pair, '/', '')",
                    "area = area || '-5'",
                    "filled = NULL",
                    "note = upper(note)",
                    "tail = '*' || tail",
                    "uid = md5(id::text)::uuid",
                    "number = number + 100000",
                    "carried = carried + 0.001",
                    "memo = memo || U&'\\0301'",
                    "review = NOT review");

    @TempDir Path folder;
    private Trial trial;
    private String rules;

    @BeforeEach
    void open() throws IOException {
        trial = new Trial("expected");
        trial.source.execute(
                "CREATE TABLE place (code text PRIMARY KEY, place text)",
                "INSERT INTO place VALUES ('A', 'Aachen')",
                "CREATE TABLE thing (id int, name text, code text, amount text, flag text, day text, moment text, phone text, note text, nothing text, kind text, extra numeric, touched timestamptz, memo text)",
                "INSERT INTO thing SELECT g, '  na' || U&'e\\0301' || g || ' ', chr(65 + g % 3), CASE WHEN g % 50 = 0 THEN 'much' ELSE g || ',50' END,"
                        + " CASE WHEN g % 2 = 0 THEN 'J' ELSE 'N' END, to_char(date '2020-01-01' + g, 'DD.MM.YYYY'), to_char(timestamp '2020-01-01' + g * interval '1 hour', 'YYYY-MM-DD HH24:MI:SS'),"
                        + " '01-' || g || '-5', 'secret ' || g, NULL, (g % 4)::text, g + 0.500, timestamptz '2024-01-01' + g * interval '1 minute', 'memo ' || g"
                        + " FROM generate_series(1, 3000) g",
                // An older double, a double that only its place tells apart, and rows that rules
                // set aside.
                "INSERT INTO thing SELECT id, 'older', code, amount, flag, day, moment, phone, note, nothing, kind, extra, touched - interval '1 day', memo FROM thing WHERE id BETWEEN 10 AND 19",
                "INSERT INTO thing SELECT * FROM thing WHERE id BETWEEN 30 AND 34",
                // Ties that a column decides which a rule looks at, or one that only travels.
                "INSERT INTO thing SELECT id, name, code, amount, flag, day, moment, phone, 'another', nothing, kind, extra, touched, memo FROM thing WHERE id BETWEEN 50 AND 54",
                "INSERT INTO thing SELECT id, name, code, amount, flag, day, moment, phone, note, nothing, kind, extra, touched, 'another ' || id FROM thing WHERE id BETWEEN 55 AND 59",
                "UPDATE thing SET day = '31.02.2024' WHERE id = 40",
                "UPDATE thing SET extra = 'NaN' WHERE id = 41",
                "UPDATE thing SET extra = 42.5 WHERE id = 43",
                "UPDATE thing SET code = NULL WHERE id = 44",
                "UPDATE thing SET name = '  1st' WHERE id = 45");
        trial.target.execute(
                "CREATE SCHEMA core",
                "CREATE TABLE core.country (code text PRIMARY KEY, title text)",
                "INSERT INTO core.country VALUES ('A', 'Austria'), ('B', 'Belgium'), ('C', 'Chile')",
                "CREATE TABLE core.thing (id int PRIMARY KEY, name text, code text, amount numeric(12,2), active boolean, day date, moment timestamp, title text, alias text,"
                        + " place varchar(20), kind text, origin text, twice bigint, pair text, area text, filled text, note text, tail text, uid uuid NOT NULL, number bigint, carried numeric, memo text, review boolean)");
        Path file = folder.resolve("names.csv");
        Files.writeString(file, "code,name\nA,\"Alpha, first\"\n");
        rules = RULES.formatted(file);
        trial.migrate(rules);
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void everyKindOfRuleIsProvenEqual() {
        ReconcileTables.Result found = reconcile(rules);
        assertThat(found.overall()).as(found.tables().toString()).isEqualTo(Verdict.EQUAL);
        assertThat(found.tables().get(0).levels().toString())
                .contains(
                        "2994 of 3025 rows of the source, without 2 left out by filters, 25 duplicates, 4 set aside by rules");
        assertThat(trial.target.value("SELECT count(*) FROM core.thing")).isEqualTo("2994");
    }

    @Test
    void aWrongValueOfEachRuleIsNamedAsThatRowAndThatColumn() {
        Map<String, String> wrong = new LinkedHashMap<>();
        WRONG.forEach(each -> wrong.put(each.split(" = ", 2)[0], each));
        int id = 100;
        List<String> expected = new ArrayList<>();
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            trial.target.execute(
                    "UPDATE core.thing SET %s WHERE id = %d".formatted(each.getValue(), ++id));
            expected.add("CHANGED {id=%d} [%s]".formatted(id, each.getKey()));
        }
        trial.target.execute(
                "DELETE FROM core.thing WHERE id = 300",
                // A row that a filter leaves out, and one that the rules set aside.
                "INSERT INTO core.thing SELECT 7, name, code, amount, active, day, moment, title, alias, place, kind, origin, twice, pair, area, filled, note, tail, uid, number, carried, memo, review FROM core.thing WHERE id = 8",
                "INSERT INTO core.thing SELECT 40, name, code, amount, active, day, moment, title, alias, place, kind, origin, twice, pair, area, filled, note, tail, uid, number, carried, memo, review FROM core.thing WHERE id = 8",
                // The double that a tie left out instead of the one that stays.
                "UPDATE core.thing SET memo = 'another 55' WHERE id = 55");
        expected.addAll(
                List.of(
                        "MISSING {id=300} []",
                        "EXTRA {id=7} []",
                        "EXTRA {id=40} []",
                        "CHANGED {id=55} [memo]"));

        TableVerdict found = reconcile(rules).tables().get(0);

        assertThat(found.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(found.shown())
                .extracting(
                        each ->
                                "%s %s %s"
                                        .formatted(each.kind(), each.key(), each.changedColumns()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found.shown().toString()).doesNotContain("secret 1");
        assertThat(found.changed()).isEqualTo(WRONG.size() + 1);
    }

    @Test
    void whatOnlyTheServerCanReadIsNotProvenAndSaysWhy() {
        trial.target.execute("CREATE TABLE core.place (code text PRIMARY KEY, place interval)");
        String spec =
                """
                schema = existing
                select { include = ["public.place"] }
                quarantine { max-rows = 100 }
                tables = [ { name = "public.place", target = "core.place", columns = [ { column = place, constant = "1 day" } ] } ]
                """;
        ReconcileTables.Result found = reconcile(spec);
        assertThat(found.overall()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(found.tables().get(0).levels().toString())
                .contains("place is a interval made by a rule, and only its server knows");
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
