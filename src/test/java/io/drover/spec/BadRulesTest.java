package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule that cannot be meant, with file and line. */
class BadRulesTest {
    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void open() {
        specs = new SpecFixture(folder);
    }

    static List<Arguments> badTables() {
        return List.of(
                bad("renam { a = b }", "renam: unknown key, did you mean \"rename\"?"),
                bad("rename { a = [b] }", "rename.a: must be a text"),
                bad("rename { a = null }", "rename.a: must be a text"),
                bad(
                        "rename { a.b = c }",
                        "rename.a: must be a text; a key that holds a dot is written in quotes"),
                bad("rename = a", "rename: must be an object { old = new, … }"),
                bad(
                        "rename { a = c, b = c }",
                        "rename: makes \"c\" of \"b\", and so does rename.a"),
                bad(
                        "rename { a = c }, drop = [a]",
                        "rename: rule on a dropped column: \"a\" is in drop"),
                bad("filters = [[]]", "filters[0]: must be a text that is not empty"),
                bad(
                        "filters = [\"rand() < 0.5\"]",
                        "filters[0]: uses rand, which another attempt would answer differently"),
                bad(
                        "filters = [\"name = 'it\"]",
                        "filters[0]: has a quote ' that is not closed, at character 8"),
                bad(
                        "filters = [\"id IN (SELECT 1)\"]",
                        "filters[0]: holds a subquery; use a lookup"),
                bad(
                        "flag-column = c, rename { a = c }",
                        "flag-column: \"c\" is made by rename.a too"),
                bad("log-rows = many", "log-rows: must be a whole number; got \"many\""),
                bad(
                        "quarantine { max-share = 0 }",
                        "quarantine.max-share: must be above 0 and at most 1; got 0"),
                bad(
                        "quarantine { max-share = 1.5 }",
                        "quarantine.max-share: must be above 0 and at most 1; got 1.5"),
                bad(
                        "quarantine { max-share = some }",
                        "quarantine.max-share: must be a share such as 0.01; got \"some\""),
                bad(
                        "quarantine { max-rws = 1 }",
                        "quarantine.max-rws: unknown key, did you mean \"max-rows\"?"),
                bad(
                        "deduplicate { by = [id] }",
                        "deduplicate.order: is missing: the latest by what?"),
                bad(
                        "deduplicate { by = [id], keep = last }",
                        "deduplicate.keep: must be one of latest, first, most-complete; got \"last\", did you mean"),
                bad(
                        "deduplicate { by = [id], keep = newest, order = [a] }",
                        "deduplicate.keep: must be one of latest, first, most-complete; got \"newest\""),
                bad(
                        "deduplicate { by = [id], order = [\"a desc\"] }",
                        "deduplicate.order: has a direction in \"a desc\""),
                bad(
                        "deduplicate { by = [\"uuid()\"], order = [a] }",
                        "deduplicate.by[0]: uses uuid"),
                bad("deduplicate = id", "deduplicate: must be an object { … }"));
    }

    static List<Arguments> badColumns() {
        return List.of(
                bad("from = a, fromat = b", "fromat: unknown key, did you mean \"format\"?"),
                bad(
                        "",
                        "columns[0]: says not where the value comes from; write one of from, constant"),
                bad(
                        "from = a, constant = b",
                        "constant: is a second origin of the value beside from"),
                bad("constant = [1]", "constant: must be a text"),
                bad(
                        "expression = \"now()\"",
                        "expression: uses now, which another attempt would answer differently; take the value from the row"),
                bad("uuid { namespace = x }", "uuid.of: is missing: name at least one column"),
                bad("uuid { of = [], namespace = x }", "uuid.of: is missing"),
                bad("uuid { of = [id] }", "uuid.namespace: is missing"),
                bad(
                        "uuid { of = [id], namespace = x, version = 4 }",
                        "uuid.version: unknown key; the keys here are namespace, of"),
                bad("uuid = id", "uuid: must be an object { … }"),
                bad("concat { separator = \" \" }", "concat.of: is missing"),
                bad("split { from = a }", "split.separator: is missing"),
                bad("split { from = a, separator = \"\" }", "split.separator: must not be empty"),
                bad(
                        "split { from = a, separator = x, part = 0 }",
                        "split.part: must be from 1 to 10000; got 0"),
                bad("dense { of = [a] }", "dense.map: is missing"),
                bad(
                        "dense { map = m, of = [a], start = -1 }",
                        "dense.start: must be at least 0; got -1"),
                bad(
                        "id-map { map = m, of = [a] }",
                        "id-map \"m\" is made by no dense of this spec"),
                bad(
                        "from = a, trim = left",
                        "trim: must be one of both, leading, trailing; got \"left\""),
                bad(
                        "from = a, unicode = nfx",
                        "unicode: must be one of nfc, nfd, nfkc, nfkd; got \"nfx\", did you mean \"nfc\"?"),
                bad(
                        "from = a, case = camel",
                        "case: must be one of upper, lower, title; got \"camel\""),
                bad("from = a, map { }", "map: is empty, and answers for no value"),
                bad("from = a, map { x = [y] }", "map.x: must be a text"),
                bad("from = a, otherwise = keep", "otherwise: belongs to map, lookup or id-map"),
                bad(
                        "from = a, map { x = y }, otherwise = kep",
                        "otherwise: must be one of keep, violation; got \"kep\", did you mean \"keep\"?"),
                bad(
                        "from = a, map { x = y }, otherwise { flag = false }",
                        "otherwise.default: is missing"),
                bad(
                        "from = a, map { x = y }, otherwise { default = z, flag = true }",
                        "otherwise.flag: is raised nowhere: the table has no flag-column"),
                bad(
                        "from = a, map { x = y }, otherwise { default = z, flg = true }",
                        "otherwise.flg: unknown key, did you mean \"flag\"?"),
                bad(
                        "from = a, map { x = y }, lookup { table = a.c, key = k, value = v }",
                        "lookup: and map exclude each other"),
                bad(
                        "from = a, lookup { key = k, value = v }",
                        "lookup.table: is missing: write one of table, target-table, file"),
                bad(
                        "from = a, lookup { table = a.c, file = f, key = k, value = v }",
                        "lookup.file: and table exclude each other"),
                bad(
                        "from = a, lookup { table = c, key = k, value = v }",
                        "lookup.table: must be schema.table"),
                bad("from = a, lookup { table = a.c, value = v }", "lookup.key: is missing"),
                bad(
                        "from = a, lookup { file = no.csv, key = k, value = v }",
                        "lookup.file: is not there: "),
                bad(
                        "from = a, mask { keep = 4 }",
                        "mask.how: is missing: write one of hash, redact, keep-last"),
                bad("from = a, mask { how = hash }", "mask.secret: is missing: hash needs one"),
                bad(
                        "from = a, mask { how = hsh }",
                        "mask.how: must be one of hash, redact, keep-last; got \"hsh\", did you mean \"hash\"?"),
                bad(
                        "from = a, mask { how = redact, secret = hunter2 }",
                        "mask.secret: belongs to how = hash only"),
                bad(
                        "from = a, mask { how = redact, keep = 2 }",
                        "mask.keep: belongs to how = keep-last only"),
                bad("constant = a, trim = both", "trim: does not go with constant"),
                bad(
                        "uuid { of = [a], namespace = x }, mask { how = redact }",
                        "mask: does not go with uuid"),
                bad(
                        "from = a, format = \"dd/MM/yyyy\"",
                        "format: needs type: what the text becomes"),
                bad(
                        "constant = a, type = date, format = \"dd/MM/yyyy\"",
                        "format: says how a text is read, and goes with"),
                bad(
                        "from = a, type = date, format = \"dd/bb/yyyy\"",
                        "format: is no pattern of a date: Unknown pattern letter: b"),
                bad(
                        "from = a, type = date, format = \"dd/mm/yyyy\"",
                        "format: has no year, month or day in \"dd/mm/yyyy\": a year is y, a month M (m is a minute)"),
                bad(
                        "from = a, type = date, format = \"dd/MM/YYYY\"",
                        "format: has a letter that Spark does not read: \"dd/MM/YYYY\"; a year is y"),
                bad(
                        "from = a, type = integer, format = \"dd/MM/yyyy\"",
                        "format: does not go with type integer"),
                bad(
                        "from = a, type = date, decimal = \",\"",
                        "decimal: does not go with type date"),
                bad(
                        "from = a, type = numeric, decimal = \",,\"",
                        "decimal: must be one character that is no letter"),
                bad(
                        "from = a, type = numeric, grouping = \".\"",
                        "grouping: is the decimal sign too: \".\""),
                bad(
                        "from = a, type = boolean, true = [Y], false = [N, Y]",
                        "false: holds \"Y\", which means true too"),
                bad("from = a, type = integer, true = [Y]", "true: does not go with type integer"),
                bad(
                        "from = a, on-violation = halt",
                        "on-violation: must be one of quarantine, stop; got \"halt\""),
                bad(
                        "from = a, on-violation = [1]",
                        "on-violation: must be quarantine, stop or { default = …, flag = true }; got a list"),
                bad("from = a, on-violation { default = x }", "on-violation.flag: must be true"),
                bad(
                        "from = a, on-violation { default = x, flag = yes }",
                        "on-violation.flag: must be one of false, true; got \"yes\""));
    }

    static List<Arguments> badChecks() {
        return List.of(
                bad("column = a", "checks[0]: checks nothing; write one of required, one-of"),
                bad(
                        "required = true",
                        "column: is missing: the target column that required is about"),
                bad("column = a, required = false", "required: must be true, or not be written"),
                bad(
                        "column = a, requird = true, max-length = 5",
                        "requird: unknown key, did you mean \"required\"?"),
                bad("column = a, one-of = []", "one-of: is missing"),
                bad("column = a, one-of = [x, x]", "one-of: holds \"x\" twice"),
                bad(
                        "column = a, pattern = \"[A-\"",
                        "pattern: is no regular expression: Illegal character range"),
                bad("column = a, range { }", "range.min: is missing: write min, max or both"),
                bad(
                        "column = a, range { min = 10, max = 9.5 }",
                        "range.max: must be at least min (10); got 9.5"),
                bad(
                        "column = a, max-length = 0",
                        "max-length: must be from 1 to 1073741824; got 0"),
                bad(
                        "column = a, unique = [a]",
                        "column: does not go with unique, which is about the row"),
                bad(
                        "unique = [a], holds = \"a > 1\"",
                        "unique: is a check of its own; write it in another entry"),
                bad("unique = []", "unique: is missing: name at least one column"),
                bad("exists { target-table = a.c, key = k }", "exists.of: is missing"),
                bad(
                        "exists { of = [a], target-table = a.c, key = [k, l] }",
                        "exists.key: must name as many columns as of: 1, not 2"),
                bad("exists { of = [a], target-table = a.c }", "exists.key: is missing"),
                bad(
                        "holds = \"current_date > a\"",
                        "holds: uses current_date, which another attempt would answer differently"),
                bad(
                        "holds = \"a > 1\", on-violation { default = x }",
                        "on-violation.default: has no column to go to",
                        "on-violation.flag: must be true"));
    }

    private static Arguments bad(String lines, String... problems) {
        return Arguments.of(lines, List.of(problems));
    }

    @ParameterizedTest
    @MethodSource("badTables")
    void aBadTableIsRefusedAtItsLine(String lines, List<String> problems) {
        refused(lines, "6: tables[0].", problems);
    }

    @ParameterizedTest
    @MethodSource("badColumns")
    void aBadColumnRuleIsRefusedAtItsLine(String lines, List<String> problems) {
        refused("columns = [ { column = c\n" + lines + " } ]", "", problems);
    }

    @ParameterizedTest
    @MethodSource("badChecks")
    void aBadCheckIsRefusedAtItsLine(String lines, List<String> problems) {
        refused("checks = [ {\n" + lines + " } ]", "", problems);
    }

    @Test
    void aKeyOfARuleIsSaidAtItsOwnLine() {
        assertThat(refusal("columns = [\n { column = c, from = a\n  trim = left } ]"))
                .hasMessageContaining(
                        folder.resolve("spec.conf")
                                + ": 8: tables[0].columns[0].trim: must be one of");
        assertThat(refusal("filters = [\n \"id > 7\"\n \"x = rand()\" ]"))
                .hasMessageContaining(
                        folder.resolve("spec.conf") + ": 8: tables[0].filters[1]: uses rand");
    }

    @Test
    void aColumnIsMadeOnceAndOfColumnsThatAreCarried() {
        assertThat(refusal("columns = [ { column = c, from = a }\n { column = c, from = b } ]"))
                .hasMessageContaining(
                        ": 7: tables[0].columns[1]: column \"c\" is made by tables[0].columns[0] already");
        assertThat(
                        refusal(
                                "drop = [a, c]\n columns = [ { column = x, split { from = a, separator = \"-\", part = 1 } } ]"))
                .hasMessageContaining(
                        ": 7: tables[0].columns[0]: rule on a dropped column: \"a\" is in drop");
        assertThat(refusal("drop = [a]\n checks = [ { column = a, required = true } ]"))
                .hasMessageContaining(
                        ": 7: tables[0].checks[0]: rule on a dropped column: \"a\" is in drop");
        assertThat(refusal("rename { a = b }\n columns = [ { column = x, from = a } ]"))
                .hasMessageContaining(
                        ": 7: tables[0].columns[0]: from \"a\", which rename carries as \"b\"");
    }

    @Test
    void aDroppedColumnMayBeUsedInAnExpressionAndMadeAnew() {
        MigrationSpec spec =
                specs.read(
                        table(
                                "drop = [a], columns = [ { column = a, expression = \"upper(a)\" } ], checks = [ { column = a, required = true } ]"),
                        Map.of());

        assertThat(spec.tables().get(0).rules().drop()).containsExactly("a");
    }

    @Test
    void anIdMapIsMadeOnceKnownAndNoCircle() {
        assertThat(
                        tables(
                                "{ name = a.b, columns = [ { column = n, dense { map = m, of = [x] } } ] }",
                                "{ name = a.c, columns = [ { column = n, dense { map = m, of = [x] } } ] }"))
                .hasMessageContaining(
                        ": 7: tables[1].columns[0]: id-map \"m\" is made by tables[0].columns[0] already");
        assertThat(
                        tables(
                                "{ name = a.b, columns = [ { column = n, dense { map = customer, of = [x] } } ] }",
                                "{ name = a.c, columns = [ { column = n, id-map { map = custmer, of = [x] } } ] }"))
                .hasMessageContaining(
                        ": 7: tables[1].columns[0]: id-map \"custmer\" is made by no dense of this spec, did you mean \"customer\"?");
        assertThat(
                        tables(
                                "{ name = a.b, columns = [ { column = n, dense { map = b, of = [x] } }, { column = o, id-map { map = c, of = [y] } } ] }",
                                "{ name = a.c, columns = [ { column = n, dense { map = c, of = [x] } }, { column = o, id-map { map = b, of = [y] } } ] }"))
                .hasMessageContaining(
                        ": 6: tables[0].columns[1]: id-map \"c\" goes in a circle: a.b needs the keys of a.c, and")
                .hasMessageContaining(": 7: tables[1].columns[1]: id-map \"b\" goes in a circle");
    }

    @Test
    void theSameTableTwiceNeedsTwoTargets() {
        assertThat(tables("{ name = a.b }", "{ name = a.b, target = a.b }"))
                .hasMessageContaining(
                        ": 7: tables[1].name: is set twice: \"a.b\"; to make several tables of one");
    }

    @Test
    void aMissingSecretNamesTheVariableThatIsNotSet() {
        assertThat(
                        refusal(
                                "columns = [ { column = c, from = c, mask { how = hash, secret = ${?MASK_SECRET} } } ]"))
                .hasMessageContaining(
                        "mask.secret: is missing: hash needs one, from a variable that is set; not set: MASK_SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mask { how = hash, secret = hunter2, keep = 1 }",
                "mask { how = hash, secret = [hunter2] }",
                "mask { how = redact, secret = hunter2 }",
                "mask { how = hash, secrt = hunter2 }",
                "mask { how = hash, secret = \"hunter2",
            })
    void aMaskingSecretIsNeverEchoed(String mask) {
        MigrationException failure =
                refusal("columns = [ { column = c, from = c\n" + mask + " } ]");

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hunter2");
        }
    }

    static List<Arguments> badFiles() {
        return List.of(
                Arguments.of("", "is empty, and has no header line"),
                Arguments.of("code;iso\n1;GB\n", "has no column \"code\""),
                Arguments.of("code,is\n1,GB\n", "has no column \"iso\", did you mean \"is\"?"),
                Arguments.of("code,iso,code\n1,GB,2\n", "has the column \"code\" twice"),
                Arguments.of("code,iso\n1,GB\n2\n", "has 1 fields in line 3, and 2 in its header"),
                Arguments.of(
                        "code,iso\n1,GB\n2,a,b\n", "has 3 fields in line 3, and 2 in its header"),
                Arguments.of("code,iso\n,GB\n", "has no key in line 2"),
                Arguments.of(
                        "code,iso\n1,GB\n2,FR\n1,DE\n3,IT\n\"2\",ES\n1,PT\n",
                        "has keys more than once, and a row would be doubled: \"1\" (lines 2, 4, 7), \"2\" (lines 3, 6); leave one line of each"),
                Arguments.of("code,iso\n1,\"GB\n", "is no CSV"),
                Arguments.of("code,iso\n1,\"G\"B\"\n", "is no CSV"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aBadLookupFileIsRefusedAtTheLineThatNamesIt(String content, String problem)
            throws IOException {
        Files.writeString(folder.resolve("codes.csv"), content);

        assertThat(
                        refusal(
                                "columns = [ { column = c, from = c, lookup {\n file = codes.csv, key = code, value = iso } } ]"))
                .hasMessageContaining(
                        folder.resolve("spec.conf") + ": 7: tables[0].columns[0].lookup.file: ")
                .hasMessageContaining(problem)
                .hasMessageContaining(folder.resolve("codes.csv").toString());
    }

    @Test
    void aLookupFileThatIsNoTextOrTooLargeIsRefused() throws IOException {
        Path file = folder.resolve("codes.csv");
        String lookup =
                "columns = [ { column = c, from = c, lookup { file = codes.csv, key = code, value = iso } } ]";
        Files.write(
                file,
                new byte[] {
                    'c', 'o', 'd', 'e', ',', 'i', 's', 'o', '\n', (byte) 0xE9, ',', 'x', '\n'
                });
        assertThat(refusal(lookup)).hasMessageContaining("cannot be read as UTF-8 text");

        try (var large =
                java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            large.write(java.nio.ByteBuffer.wrap(new byte[] {1}), LookupFile.MAX_BYTES);
        }
        assertThat(refusal(lookup)).hasMessageContaining("is too large to be handed to every task");
    }

    private void refused(String lines, String start, List<String> problems) {
        MigrationException failure = refusal(lines);

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        for (String problem : problems) {
            assertThat(failure).hasMessageContaining(problem);
            assertThat(
                            failure.getMessage()
                                    .lines()
                                    .filter(line -> line.contains(problem))
                                    .findFirst()
                                    .orElseThrow())
                    .matches("  .*spec\\.conf: [67](-[67])?: tables\\[0].*")
                    .contains(start);
        }
        assertThat(failure.getMessage().lines())
                .as("each problem, said once")
                .hasSize(1 + problems.size());
    }

    private MigrationException refusal(String lines) {
        return specs.refusal(table(lines), Map.of());
    }

    private MigrationException tables(String first, String second) {
        return specs.refusal(
                SpecFixture.migration("tables = [\n" + first + "\n" + second + "\n]"), Map.of());
    }

    private static String table(String lines) {
        return SpecFixture.migration("tables = [ { name = a.b\n" + lines + "\n} ]");
    }
}
