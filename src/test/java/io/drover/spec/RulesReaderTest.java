package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TableName;
import io.drover.model.rules.LookupPlan.Origin;
import io.drover.model.rules.OnViolation;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.ParseFormat;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.ValueStep.LookupTable;
import io.drover.spec.rules.ValueStep.Otherwise;
import io.drover.spec.rules.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesReaderTest {
    private static final Otherwise VIOLATION = new Otherwise(Otherwise.Way.VIOLATION, null, false);

    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void open() {
        specs = new SpecFixture(folder);
    }

    @Test
    void aTableWithoutRulesHasNone() {
        assertThat(rules("where = \"id > 7\"")).isEqualTo(TableRules.NONE);
        assertThat(rules("").touchesValues()).isFalse();
    }

    @Test
    void columnsAreRenamedAndDropped() {
        TableRules rules =
                rules("rename { cust_nm = customer_name, \"a.b\" = ab }, drop = [legacy_note]");

        assertThat(rules.rename())
                .containsExactly(Map.entry("a.b", "ab"), Map.entry("cust_nm", "customer_name"));
        assertThat(rules.drop()).containsExactly("legacy_note");
        assertThat(rules.touchesValues()).isFalse();
    }

    @Test
    void filtersKnowWhereTheyStand() {
        TableRules rules = rules("filters = [\"status <> 'TEST'\"\n \"id > 7\"], log-rows = 9");

        assertThat(rules.filters())
                .extracting(filter -> filter.sql())
                .containsExactly("status <> 'TEST'", "id > 7");
        assertThat(rules.filters().get(1).origin())
                .hasToString(folder.resolve("spec.conf") + ": 7: tables[0].filters[1]");
        assertThat(rules.logRows()).isEqualTo(9);
    }

    @Test
    void duplicatesAreDecidedByAnOrder() {
        DeduplicateRule rule =
                rules("deduplicate { by = [id], order = [updated_at, \"length(name)\"] }")
                        .deduplicate();

        assertThat(rule.by()).containsExactly("id");
        assertThat(rule.keep()).isEqualTo(DeduplicateRule.Keep.LATEST);
        assertThat(rule.order()).containsExactly("updated_at", "length(name)");
        assertThat(rules("deduplicate { }").deduplicate().by()).isEmpty();
        assertThat(rules("deduplicate { by = [id], keep = most-complete }").deduplicate().keep())
                .isEqualTo(DeduplicateRule.Keep.MOST_COMPLETE);
    }

    @Test
    void everyOriginOfAValueIsRead() {
        assertThat(value("from = location_code"))
                .isEqualTo(new ValueOrigin.FromColumn("location_code"));
        assertThat(value("constant = legacy")).isEqualTo(new ValueOrigin.Constant("legacy"));
        assertThat(value("constant = \"\"")).isEqualTo(new ValueOrigin.Constant(""));
        assertThat(value("constant = 7")).isEqualTo(new ValueOrigin.Constant("7"));
        assertThat(value("expression = \"price * quantity\""))
                .isEqualTo(new ValueOrigin.Expression("price * quantity"));
        assertThat(value("concat { of = [first, last], separator = \" \" }"))
                .isEqualTo(new ValueOrigin.Concat(List.of("first", "last"), " "));
        assertThat(value("split { from = phone, separator = \"-\", part = 2 }"))
                .isEqualTo(new ValueOrigin.Split("phone", "-", 2));
        assertThat(value("uuid { of = [id], namespace = \"https://charity.example/b\" }"))
                .isEqualTo(new ValueOrigin.NameUuid(List.of("id"), "https://charity.example/b"));
        assertThat(value("dense { map = customer, of = [customer_id], start = 100 }"))
                .isEqualTo(new ValueOrigin.DenseKey("customer", List.of("customer_id"), 100));
    }

    @Test
    void aKeyIsTranslatedThroughTheMapOfAnotherTable() {
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration(
                                """
                                tables = [
                                  { name = a.customer, columns = [ { column = no, dense { map = customer, of = [id] } }
                                                                   { column = boss, id-map { map = customer, of = [boss_id] } } ] }
                                  { name = a.order, columns = [ { column = no, id-map { map = customer, of = [customer_id] }, otherwise { default = 0 } } ] }
                                ]
                                """),
                        Map.of());

        assertThat(spec.tables().get(1).rules().columns().get(0).value())
                .isEqualTo(
                        new ValueOrigin.MappedKey(
                                "customer",
                                List.of("customer_id"),
                                new Otherwise(Otherwise.Way.DEFAULT, "0", false)));
    }

    @Test
    void stepsAreInTheOrderTheyAreDoneWhateverTheText() {
        ColumnRule rule =
                column(
                        "default = XX, map { \"101\" = \"PROG-1\", \"102\" = \"PROG-1\" }, case = title, unicode = nfkc, trim = both, from = a");

        assertThat(rule.steps())
                .containsExactly(
                        new ValueStep.Trim(ValueStep.Trim.Ends.BOTH),
                        new ValueStep.UnicodeForm(ValueStep.UnicodeForm.Form.NFKC),
                        new ValueStep.LetterCase(ValueStep.LetterCase.To.TITLE),
                        new ValueStep.ValueMap(Map.of("101", "PROG-1", "102", "PROG-1"), VIOLATION),
                        new ValueStep.DefaultForNull("XX"));
        assertThat(rule.violation()).isEqualTo(Violation.QUARANTINE);
    }

    @Test
    void aLookupSaysWhatItDoesWithOthers() {
        assertThat(
                        step(
                                "lookup { table = \"public.location\", key = code, value = iso }, otherwise { default = UNKNOWN, flag = true }"))
                .isEqualTo(
                        new ValueStep.Lookup(
                                new LookupTable(
                                        Origin.SOURCE, "public.location", List.of("code"), null),
                                "iso",
                                new Otherwise(Otherwise.Way.DEFAULT, "UNKNOWN", true)));
        assertThat(
                        step(
                                "lookup { target-table = \"aid.location\", key = code, value = iso }, otherwise = keep"))
                .isEqualTo(
                        new ValueStep.Lookup(
                                new LookupTable(
                                        Origin.TARGET, "aid.location", List.of("code"), null),
                                "iso",
                                new Otherwise(Otherwise.Way.KEEP, null, false)));
    }

    @Test
    void aLookupFileLiesBesideTheSpecAndHasADigest() throws IOException {
        Path file = Files.writeString(folder.resolve("codes.csv"), "code,iso\n0001,GB-LND\n");

        assertThat(step("lookup { file = codes.csv, key = code, value = iso }"))
                .isEqualTo(
                        new ValueStep.Lookup(
                                new LookupTable(
                                        Origin.FILE,
                                        file.toString(),
                                        List.of("code"),
                                        "04a5b334103374f44d9f1bf88400d905ace8037ea3936935183a742a8af3d687"),
                                "iso",
                                VIOLATION));
    }

    @Test
    void aLookupFileMayHaveAByteOrderMarkQuotesAndLinesInFields() throws IOException {
        Files.writeString(
                folder.resolve("codes.csv"),
                "\uFEFFcode,iso,note\r\n1,GB,\"a \"\"b\"\"\r\nc\"\r\n\"\",FR,\r\n# 2,IT,x\r\n");

        assertThat(step("lookup { file = codes.csv, key = code, value = iso }"))
                .isInstanceOf(ValueStep.Lookup.class);
    }

    @Test
    void aMaskKeepsItsSecret() {
        MigrationSpec spec =
                specs.read(
                        table(
                                "columns = [ { column = c, from = c, mask { how = hash, secret = ${?MASK_SECRET} } } ]"),
                        Map.of("MASK_SECRET", "hunter2"));

        assertThat(spec.tables().get(0).rules().columns().get(0).steps())
                .containsExactly(
                        new ValueStep.Mask(ValueStep.Mask.How.HASH, new Secret("hunter2"), 0));
        assertThat(spec.toString()).doesNotContain("hunter2");
        assertThat(step("mask { how = keep-last }"))
                .isEqualTo(new ValueStep.Mask(ValueStep.Mask.How.KEEP_LAST, null, 4));
        assertThat(step("mask { how = redact }"))
                .isEqualTo(new ValueStep.Mask(ValueStep.Mask.How.REDACT, null, 0));
    }

    @Test
    void textsAreReadInTheirOwnForm() {
        assertThat(column("from = d, type = date, format = \"dd/MM/yyyy\"").parse())
                .isEqualTo(new ParseFormat("dd/MM/yyyy", null, null, List.of(), List.of()));
        assertThat(
                        column(
                                        "from = a, type = \"numeric(12,2)\", decimal = \",\", grouping = \".\"")
                                .parse())
                .isEqualTo(new ParseFormat(null, ",", ".", List.of(), List.of()));
        assertThat(column("from = a, type = boolean, true = [Y, J], false = [N]").parse())
                .isEqualTo(new ParseFormat(null, null, null, List.of("Y", "J"), List.of("N")));
        assertThat(column("from = a, type = integer").parse()).isNull();
    }

    @Test
    void aViolationStopsOrFlagsWithADefault() {
        assertThat(column("from = a, on-violation = stop").violation())
                .isEqualTo(new Violation(OnViolation.STOP, null));
        assertThat(column("from = a, on-violation { default = XX, flag = true }").violation())
                .isEqualTo(new Violation(OnViolation.FLAG, "XX"));
        assertThat(column("from = a, on-violation { flag = true }").violation())
                .isEqualTo(new Violation(OnViolation.FLAG, null));
    }

    @Test
    void everyCheckIsReadAndOneEntryMayHoldSeveral() {
        List<CheckRule> checks =
                rules(
                                """
                                checks = [
                                  { column = name, required = true, max-length = 50 }
                                  { column = state, one-of = [open, closed], on-violation = stop }
                                  { column = iso, pattern = "[A-Z]{2}" }
                                  { column = age, range { min = 0 } }
                                  { unique = [email] }
                                  { exists { of = [programme], target-table = "aid.programme", key = code } }
                                  { exists { of = [a, b], table = "aid.pair", key = [x, y] } }
                                  { holds = "starts_on <= ends_on", on-violation { flag = true } }
                                ]""")
                        .checks();

        assertThat(checks)
                .extracting(CheckRule::condition)
                .containsExactly(
                        new CheckRule.Required(),
                        new CheckRule.MaxLength(50),
                        new CheckRule.OneOf(List.of("open", "closed")),
                        new CheckRule.Pattern("[A-Z]{2}"),
                        new CheckRule.Range("0", null),
                        new CheckRule.Unique(List.of("email")),
                        new CheckRule.Exists(
                                List.of("programme"),
                                new LookupTable(
                                        Origin.TARGET, "aid.programme", List.of("code"), null)),
                        new CheckRule.Exists(
                                List.of("a", "b"),
                                new LookupTable(
                                        Origin.SOURCE, "aid.pair", List.of("x", "y"), null)),
                        new CheckRule.Holds("starts_on <= ends_on"));
        assertThat(checks)
                .extracting(CheckRule::column)
                .startsWith("name", "name", "state")
                .endsWith("", "");
        assertThat(checks.get(2).violation()).isEqualTo(new Violation(OnViolation.STOP, null));
        assertThat(checks.get(8).violation()).isEqualTo(new Violation(OnViolation.FLAG, null));
    }

    @Test
    void aTableHasItsOwnQuarantineAndOneTableMayBecomeSeveral() {
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration(
                                """
                                quarantine { max-rows = 7 }
                                tables = [
                                  { name = a.b, target = c.d, quarantine { max-share = 0.01 } }
                                  { name = a.b, target = c.e }
                                ]
                                """),
                        Map.of());

        assertThat(spec.quarantine()).isEqualTo(new QuarantineSpec(7, 1));
        assertThat(spec.tables().get(0).quarantine()).isEqualTo(new QuarantineSpec(7, 0.01));
        assertThat(spec.tables().get(1).quarantine()).isNull();
        assertThat(spec.only(List.of(new TableName("a", "b"))).tables()).hasSize(2);
    }

    private ValueOrigin value(String lines) {
        return column(lines).value();
    }

    private ValueStep step(String lines) {
        List<ValueStep> steps = column("from = a, " + lines).steps();
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    private ColumnRule column(String lines) {
        return rules("columns = [ { column = c, " + lines + " } ]").columns().get(0);
    }

    private TableRules rules(String lines) {
        return specs.read(table(lines), Map.of()).tables().get(0).rules();
    }

    private static String table(String lines) {
        return SpecFixture.migration(
                "tables = [ { name = a.b, flag-column = review\n"
                                .replace(
                                        "flag-column = review",
                                        lines.contains("flag = true") ? "flag-column = review" : "")
                        + lines
                        + "\n} ]");
    }
}
