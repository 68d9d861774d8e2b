package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.load.Checkpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuledMigrationIT {
    private static final String EQUATION =
            "SELECT sum(read_rows) || ' = ' || sum(loaded_rows) || ' + ' || sum(filtered_rows) || ' + '"
                    + " || sum(deduplicated_rows) || ' + ' || sum(quarantined_rows) FROM drover.receipt"
                    + " JOIN drover.table_load USING (load_id, table_number, generation)";
    private static final String LOG =
            "SELECT rule, column_name, modified_rows, left_out_rows, violated_rows FROM drover.migration_log"
                    + " WHERE modified_rows + left_out_rows + violated_rows > 0 ORDER BY step_number";
    private static final String ROWS =
            "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM aid.person t";

    private static final String RULES =
            """
            schema = existing
            select { include = ["public.person"] }
            chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
            tables = [ { name = "public.person", target = "aid.person", key = [id]
              DEDUPLICATE
              quarantine { max-rows = 100 }
              filters = ["id <> 1000"]
              flag-column = requires_review
              columns = [
                { column = id, uuid { of = [id], namespace = "https://example.org/person" } }
                { column = full_name, from = name }
                { column = region, from = place, trim = both, lookup { table = "public.location", key = code, value = iso }, otherwise { default = UNKNOWN, flag = true } }
                { column = born, from = born, type = date, format = "dd/MM/yyyy" }
                { column = programme, from = programme, map { "101" = P1, "102" = P2 }, otherwise = violation }
              ]
              checks = [ { column = full_name, required = true } ]
            } ]
            """;
    private static final String WIDE =
            RULES.replace("DEDUPLICATE", "deduplicate { by = [id], keep = latest, order = [at] }");
    private static final String NARROW =
            RULES.replace("DEDUPLICATE", "where = \"name NOT LIKE 'older%'\"");

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("rules");
        trial.source.execute(
                "CREATE TABLE location (code char(4) PRIMARY KEY, iso text)",
                "INSERT INTO location VALUES ('0001', 'FR-75'), ('0002', 'DE-BE')",
                "CREATE TABLE person (id bigint, name text, place text, born text, programme int, at timestamptz, score numeric, payload jsonb)",
                "INSERT INTO person SELECT g, 'Person ' || g, CASE g % 3 WHEN 0 THEN ' 0001' WHEN 1 THEN '0002' ELSE '9999' END,"
                        + " to_char(date '1980-01-01' + g, 'DD/MM/YYYY'), 101 + g % 2, '2024-01-01'::timestamptz + g * interval '1 minute',"
                        + " CASE WHEN g = 5 THEN 'NaN' ELSE g / 7.0 END, jsonb_build_object('g', g) FROM generate_series(1, 3000) g",
                "INSERT INTO person SELECT id, 'older ' || name, place, born, programme, at - interval '1 day', score, payload FROM person WHERE id % 100 = 0",
                "UPDATE person SET name = '  ' WHERE id % 500 = 7");
        trial.target.execute(
                "CREATE SCHEMA aid",
                "CREATE TABLE aid.person (id uuid PRIMARY KEY, full_name varchar(40) NOT NULL, region text NOT NULL, born date,"
                        + " programme text, at timestamptz, score numeric, payload jsonb, requires_review boolean NOT NULL)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void everyRowHasAFate() {
        trial.migrate(WIDE);
        assertThat(trial.target.value(EQUATION)).isEqualTo("3030 = 2993 + 2 + 29 + 6");
        assertThat(trial.target.rows(LOG))
                .containsExactly(
                        "filter||0|2|0",
                        "deduplicate||0|29|0",
                        "uuid|id|2993|0|0",
                        "trim|region|998|0|0",
                        "lookup|region|1995|0|0",
                        "lookup|region|998|0|0",
                        "type|born|2993|0|0",
                        "map|programme|2993|0|0",
                        "required|full_name|0|0|6");
        assertThat(
                        trial.target.rows(
                                "SELECT full_name, region, born, programme, at = '2024-01-01'::timestamptz + interval '5 minutes',"
                                        + " score, payload, requires_review FROM aid.person WHERE payload->>'g' IN ('5', '300')"
                                        + " ORDER BY 1"))
                .containsExactly(
                        "Person 300|FR-75|1980-10-27|P1|f|42.8571428571428571|{\"g\": 300}|f",
                        "Person 5|UNKNOWN|1980-01-06|P2|t|NaN|{\"g\": 5}|t");
        // The UUID of the name "5" in the namespace that the URL names.
        assertThat(trial.target.value("SELECT id FROM aid.person WHERE payload->>'g' = '5'"))
                .isEqualTo(uuidOf("https://example.org/person", "5"));
    }

    @Test
    void whatIsSetAsideIsKeptWithItsReason() {
        trial.migrate(WIDE);
        assertThat(
                        trial.target.rows(
                                "SELECT source_key, source_row->>'place', reason, violations FROM drover.quarantine"
                                        + " ORDER BY (source_key->>'id')::int LIMIT 1"))
                .containsExactly(
                        "{\"id\": 7}|0002|full_name is missing|[{\"rule\": \"required\", \"step\": "
                                + stepOf("required")
                                + ", \"column\": \"full_name\", \"message\": \"full_name is missing\"}]");
        assertThat(
                        trial.target.rows(
                                "SELECT source_row->>'name', kept_row->>'name' FROM drover.deduplicated"
                                        + " WHERE source_row->>'id' = '100'"))
                .containsExactly("older Person 100|Person 100");
    }

    private String stepOf(String rule) {
        return trial.target.value(
                "SELECT step_number FROM drover.rule WHERE rule = '" + rule + "'");
    }

    @Test
    void aSecondRunChangesNothing() {
        trial.migrate(WIDE);
        String rows = trial.target.value(ROWS);
        assertThat(trial.migrate(WIDE).outcome()).isEqualTo(MigrateTables.Outcome.NOTHING_TO_DO);
        assertThat(trial.target.value(ROWS)).isEqualTo(rows);
    }

    @Test
    void narrowAndWideRulesGiveTheSameRows() {
        trial.migrate(WIDE);
        String wide = trial.target.value(ROWS);
        again(WIDE);
        trial.migrate(NARROW);
        assertThat(trial.target.value(ROWS)).isEqualTo(wide);
        assertThat(trial.target.value(EQUATION + " WHERE load_id = 2"))
                .isEqualTo("3000 = 2993 + 1 + 0 + 6");
    }

    @ParameterizedTest
    @EnumSource(Checkpoint.Point.class)
    void aFailureAtAnyPointIsGoneAfterTheSameCommand(Checkpoint.Point point) {
        assertThatThrownBy(() -> trial.migrate(failingAt(point, 2), WIDE))
                .hasMessageContaining("planted");
        trial.migrate(WIDE);
        assertThat(trial.target.value(EQUATION)).isEqualTo("3030 = 2993 + 2 + 29 + 6");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM drover.deduplicated d JOIN drover.table_load USING (load_id, table_number, generation)"))
                .isEqualTo("29");
    }

    @Test
    void aChangedRuleIsRefusedWithTheDifference() {
        assertThatThrownBy(() -> trial.migrate(failingAt(Checkpoint.Point.COPIED, 2), WIDE))
                .hasMessageContaining("planted");
        assertThatThrownBy(() -> trial.migrate(WIDE.replace("\"102\" = P2", "\"102\" = P3")))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("was \"P2\", is \"P3\"");
    }

    @Test
    void aRuleThatLosesRowsIsCaught() {
        UnaryOperator<Dataset<Row>> losing = rows -> rows.filter("drover_tid % 1000 <> 3");
        for (String rules : List.of(NARROW, WIDE)) {
            assertThatThrownBy(() -> trial.migrate(losing, rules))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining("lost");
            assertThat(trial.target.value("SELECT count(*) FROM aid.person")).isEqualTo("0");
            new RestartMigration(trial.spec(rules)).run();
        }
    }

    @Test
    void whatWasNotVouchedForIsNotSwappedByTheSameCommand() {
        UnaryOperator<Dataset<Row>> losing = rows -> rows.filter("drover_tid % 1000 <> 3");
        for (int times = 0; times < 2; times++) {
            assertThatThrownBy(() -> trial.migrate(losing, WIDE)).hasMessageContaining("lost");
        }
        trial.migrate(WIDE);
        assertThat(trial.target.value(EQUATION)).isEqualTo("3030 = 2993 + 2 + 29 + 6");
        assertThat(trial.target.value("SELECT count(*) FROM aid.person")).isEqualTo("2993");
    }

    @Test
    void aLookupThatDoublesRowsIsCaught() {
        UnaryOperator<Dataset<Row>> doubling =
                rows ->
                        rows.withColumn(
                                        "twice",
                                        org.apache.spark.sql.functions.expr("explode(array(1, 2))"))
                                .drop("twice");
        UnaryOperator<Dataset<Row>> doublingSome =
                rows ->
                        rows.join(
                                        org.apache.spark.sql.functions.broadcast(
                                                rows.sparkSession()
                                                        .sql(
                                                                "VALUES (65541L), (65541L) AS t(again)")),
                                        org.apache.spark.sql.functions.expr("drover_tid = again"),
                                        "left")
                                .drop("again");
        for (UnaryOperator<Dataset<Row>> planted : List.of(doubling, doublingSome)) {
            for (String rules : List.of(NARROW, WIDE)) {
                assertThatThrownBy(() -> trial.migrate(planted, rules))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                refused ->
                                        assertThat(refused.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                        .hasMessageContaining("doubled");
                new RestartMigration(trial.spec(rules)).run();
            }
        }
    }

    @Test
    void aLookupWithTwoAnswersIsRefused() {
        trial.source.execute(
                "ALTER TABLE location DROP CONSTRAINT location_pkey",
                "INSERT INTO location VALUES ('0002', 'DE-BB')");
        assertThatThrownBy(() -> trial.migrate(WIDE))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("its key code is not unique ([0002,2])");
    }

    @Test
    void numbersForKeysStayAndForeignKeysFollowThem() {
        trial.source.execute(
                "CREATE TABLE customer (ref text PRIMARY KEY, boss text)",
                "INSERT INTO customer SELECT 'C' || to_char(g * 7, 'FM0000'), CASE WHEN g > 1 THEN 'C0007' END FROM generate_series(1, 500) g",
                "CREATE TABLE purchase (n int, customer text)",
                "INSERT INTO purchase SELECT g, 'C' || to_char((g % 500 + 1) * 7, 'FM0000') FROM generate_series(1, 2000) g");
        trial.target.execute(
                "CREATE TABLE aid.customer (no bigint PRIMARY KEY, boss bigint, ref text)",
                "CREATE TABLE aid.purchase (n int, customer_no bigint NOT NULL)");
        String rules =
                """
                schema = existing
                select { include = ["public.customer", "public.purchase"] }
                tables = [
                  { name = "public.customer", target = "aid.customer", columns = [
                    { column = no, dense { map = customer, of = [ref], start = 1000 } }
                    { column = ref, from = ref }
                    { column = boss, from = boss, map-id = x } ] }
                  { name = "public.purchase", target = "aid.purchase", drop = [customer], columns = [
                    { column = customer_no, id-map { map = customer, of = [customer] }, otherwise = violation } ] }
                ]
                """
                        .replace(
                                "{ column = boss, from = boss, map-id = x }",
                                "{ column = boss, id-map { map = customer, of = [boss] }, otherwise = violation }");
        trial.migrate(rules);
        assertThat(
                        trial.target.value(
                                "SELECT min(no) || ' ' || max(no) || ' ' || count(*) || ' ' || count(boss) FROM aid.customer"))
                .isEqualTo("1000 1499 500 499");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM aid.purchase p JOIN aid.customer c ON c.no = p.customer_no WHERE c.ref = 'C' || to_char((p.n % 500 + 1) * 7, 'FM0000')"))
                .isEqualTo("2000");
        trial.source.execute("INSERT INTO customer VALUES ('A0001')");
        again(rules);
        trial.migrate(rules);
        assertThat(trial.target.value("SELECT no FROM aid.customer WHERE ref = 'A0001'"))
                .isEqualTo("1500");
        assertThat(trial.target.value("SELECT no FROM aid.customer WHERE ref = 'C0007'"))
                .isEqualTo("1000");
    }

    private void again(String rules) {
        new ReleaseMigration(trial.spec(rules)).run();
        new RestartMigration(trial.spec(rules)).run();
    }

    private static String uuidOf(String namespace, String name) {
        return version5(version5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", namespace), name);
    }

    /** RFC 9562, section 5.5, by other means than Spark SQL. */
    private static String version5(String namespace, String name) {
        try {
            java.security.MessageDigest sha1 = java.security.MessageDigest.getInstance("SHA-1");
            sha1.update(java.util.HexFormat.of().parseHex(namespace.replace("-", "")));
            byte[] hash = sha1.digest(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
            hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(hash);
            return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Checkpoint failingAt(Checkpoint.Point wanted, int chunk) {
        AtomicInteger failures = new AtomicInteger();
        return (point, table, number) -> {
            if (point == wanted && number == chunk && failures.getAndIncrement() < 10) {
                throw new MigrationException(ErrorKind.CONSISTENCY, "planted");
            }
        };
    }
}
