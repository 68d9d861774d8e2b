package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule once, from the spec to the value in the target. */
class EveryRuleIT {
    private static final List<String> COLUMNS =
            List.of("name", "code", "amount", "flag", "day", "moment", "phone", "note", "nothing");

    @TempDir Path folder;
    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("everyrule");
        trial.source.execute(
                "CREATE TABLE thing (id int PRIMARY KEY, name text, code text, amount text, flag text, day text, moment text, phone text, note text, nothing text)",
                "INSERT INTO thing VALUES"
                        + " (1, '  Ren' || 'e' || U&'\\0301' || ' ', 'A', '1.234,50', 'J', '31.12.1999', '2024-02-29 23:59:58', '01-234-5', 'secret one', NULL),"
                        + " (2, 'zoë', 'B', '-7', 'N', '01.01.2000', '2024-01-01 00:00:00', '99', 'secret two', NULL)");
        trial.target.execute(
                "CREATE SCHEMA core",
                "CREATE TABLE core.country (code text PRIMARY KEY, title text)",
                "INSERT INTO core.country VALUES ('A', 'Austria'), ('B', 'Belgium')");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    private static String spec(String columns, List<String> taken, String more) {
        List<String> dropped = new ArrayList<>(COLUMNS);
        dropped.removeAll(taken);
        return """
                schema = existing
                select { include = ["public.thing"] }
                quarantine { max-rows = 10 }
                tables = [ { name = "public.thing", target = "core.thing"
                  drop = %s
                  columns = [ %s ]
                  %s } ]
                """
                .formatted(dropped, columns, more);
    }

    @Test
    void textsAreTrimmedComposedAndCased() {
        assertThat(
                        run(
                                "{ column = name, from = name, trim = both, unicode = nfc, case = upper }",
                                List.of("name"),
                                "",
                                "name text",
                                "name, char_length(name)"))
                .isEqualTo("RENÉ|4; ZOË|3");
    }

    @Test
    void numbersBooleansAndDatesAreReadInTheirFormats() {
        assertThat(
                        run(
                                """
                                { column = amount, from = amount, type = "numeric(12,2)", decimal = ",", grouping = "." }
                                { column = active, from = flag, type = boolean, true = [J], false = [N] }
                                { column = day, from = day, type = date, format = "dd.MM.yyyy" }
                                { column = moment, from = moment, type = "timestamp without time zone" }
                                """,
                                List.of("amount", "flag", "day", "moment"),
                                "",
                                "amount numeric(12,2), active boolean, day date, moment timestamp",
                                "amount, active, day, moment"))
                .isEqualTo(
                        "1234.50|t|1999-12-31|2024-02-29 23:59:58; -7.00|f|2000-01-01|2024-01-01 00:00:00");
    }

    @Test
    void aLookupMayBeInAFileOrInTheTarget() throws IOException {
        Path file = folder.resolve("names.csv");
        Files.writeString(file, "code,name\nA,\"Alpha, first\"\n");
        assertThat(
                        run(
                                """
                                { column = title, from = code, lookup { target-table = "core.country", key = code, value = title }, otherwise = violation }
                                { column = name, expression = "name", type = text }
                                { column = alias, concat { of = [code] }, lookup { file = "%s", key = code, value = name }, otherwise = keep }
                                """
                                        .formatted(file),
                                List.of("code"),
                                "",
                                "title text, name text, alias text",
                                "title, alias"))
                .isEqualTo("Austria|Alpha, first; Belgium|B");
    }

    @Test
    void valuesAreMadeSplitJoinedAndFilled() {
        assertThat(
                        run(
                                """
                                { column = origin, constant = legacy }
                                { column = twice, expression = "id * 2", type = bigint }
                                { column = pair, concat { of = [code, nothing, flag], separator = "/" } }
                                { column = area, split { from = phone, separator = "-", part = 2 } }
                                { column = filled, from = nothing, default = none }
                                """,
                                List.of("phone", "nothing"),
                                "",
                                "origin text, twice bigint, pair text, area text, filled text",
                                "origin, twice, pair, area, filled"))
                .isEqualTo("legacy|2|A/J|234|none; legacy|4|B/N|null|none");
    }

    @Test
    void masksHideWhatTheyShould() {
        assertThat(
                        run(
                                """
                                { column = note, from = note, mask { how = hash, secret = pepper } }
                                { column = phone, from = phone, mask { how = keep-last, keep = 1 } }
                                { column = name, from = name, mask { how = redact } }
                                """,
                                List.of("note", "phone", "name"),
                                "",
                                "note text, phone text, name text",
                                "note = encode(drover_hmac('secret ' || CASE id WHEN 1 THEN 'one' ELSE 'two' END), 'hex'), phone, name"))
                .isEqualTo("t|*******5|***; t|*9|***");
    }

    @Test
    void checksSetAsideFlagOrStop() {
        String columns =
                """
                { column = name, from = name, trim = both }
                { column = code, from = code }
                { column = amount, from = amount, on-violation { default = "0", flag = true } }
                """;
        String checks =
                """
                flag-column = review
                checks = [
                  { column = name, pattern = "[A-Z].*" }
                  { column = code, one-of = [A, B] }
                  { column = id, range { min = 1, max = 2 } }
                  { column = name, max-length = 5 }
                  { unique = [code] }
                  { exists { of = [code], target-table = "core.country", key = code } }
                  { holds = "id > 0 AND name <> code" }
                ]
                """;
        assertThat(
                        run(
                                columns,
                                List.of("name", "code", "amount"),
                                checks,
                                "name text, code text, amount int, review boolean",
                                "id, amount, review"))
                .isEqualTo("1|0|t");
        assertThat(
                        trial.target.rows(
                                "SELECT source_key, reason, jsonb_array_length(violations) FROM drover.quarantine"))
                .containsExactly("{\"id\": 2}|\"zoë\" does not match [A-Z].*|1");
    }

    @Test
    void aRuleThatStopsStopsBeforeTheSwap() {
        String rules =
                spec(
                        "{ column = name, from = name, trim = both }",
                        List.of("name"),
                        "checks = [ { column = name, pattern = \"[A-Z].*\", on-violation = stop } ]");
        trial.target.execute("CREATE TABLE core.thing (id int PRIMARY KEY, name text)");
        assertThatThrownBy(() -> trial.migrate(rules))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        stopped -> assertThat(stopped.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                .hasMessageContaining("\"zoë\" does not match [A-Z].*");
        assertThat(trial.target.value("SELECT count(*) FROM core.thing")).isEqualTo("0");
    }

    @Test
    void twoColumnsCannotBecomeOne() {
        trial.target.execute("CREATE TABLE core.thing (id int PRIMARY KEY, code text)");
        String rules = spec("", List.of("name", "code"), "rename { name = code }");
        assertThatThrownBy(() -> trial.migrate(rules))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("and another of its columns would both become code");
    }

    private String run(
            String columns, List<String> taken, String more, String definition, String select) {
        trial.target.execute(
                // HMAC-SHA-256 (RFC 2104) by hand: the key is shorter than a block of 64 bytes.
                "CREATE FUNCTION drover_hmac(message text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$"
                        + " SELECT sha256(opad || sha256(ipad || convert_to(message, 'UTF8'))) FROM (SELECT"
                        + " decode(string_agg(lpad(to_hex(get_byte(k, i) # 92), 2, '0'), '' ORDER BY i), 'hex') AS opad,"
                        + " decode(string_agg(lpad(to_hex(get_byte(k, i) # 54), 2, '0'), '' ORDER BY i), 'hex') AS ipad"
                        + " FROM (SELECT 'pepper'::bytea || decode(repeat('00', 58), 'hex') AS k) s, generate_series(0, 63) i) pads $$");
        trial.target.execute("CREATE TABLE core.thing (id int PRIMARY KEY, " + definition + ")");
        trial.migrate(spec(columns, taken, more));
        return String.join(
                "; ", trial.target.rows("SELECT " + select + " FROM core.thing ORDER BY id"));
    }
}
