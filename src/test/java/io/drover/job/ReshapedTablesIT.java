package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.CopyText;
import io.drover.testing.OpenData;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chinook and Employees under another convention: every table and column renamed, numbers widened,
 * keys made UUIDs or bigints, in tables that Drover creates.
 */
class ReshapedTablesIT {
    private static final Map<String, Map<String, String>> RETYPED =
            Map.of(
                    "chinook",
                    Map.of(
                            "track.unit_price", "numeric(12,4)",
                            "track.milliseconds", "bigint",
                            "track.name", "text",
                            "invoice.invoice_date", "date",
                            "invoice_line.quantity", "smallint",
                            "customer.postal_code", "varchar(20)"),
                    "employees",
                    Map.of(
                            "salary.amount", "numeric(10,2)",
                            "employee.emp_no", "bigint",
                            "salary.emp_no", "bigint",
                            "title.emp_no", "bigint",
                            "dept_emp.emp_no", "bigint",
                            "dept_manager.emp_no", "bigint",
                            "employee.hire_date", "timestamp",
                            "employee.gender", "char(1)"));

    /** Keys that become UUIDs wherever they occur, by the column that they are of. */
    private static final Map<String, List<String>> KEYS =
            Map.of(
                    "chinook", List.of("artist_id", "playlist_id", "track_id"),
                    "employees", List.of("dept_no"));

    @ParameterizedTest
    @ValueSource(strings = {"chinook", "employees"})
    void aRenamedAndRetypedCopyHasTheSameRowsKeysAndValues(String name) {
        Path folder = OpenData.folder(name);
        assumeThat(folder).as("skipped: no open data beside the repository").exists();
        try (Trial trial = new Trial("reshaped_" + name)) {
            List<String> tables = OpenData.load(trial.source, folder);
            Map<String, List<String>> columns = columns(trial);
            trial.migrate(spec(name, tables, columns));
            for (String table : tables) {
                assertSameValues(trial, name, table, columns.get(table));
            }
            assertThat(keys(trial)).isEqualTo(expectedKeys(trial));
            assertReconciled(trial, spec(name, tables, columns));
        }
    }

    private static String[] spec(
            String name, List<String> tables, Map<String, List<String>> columns) {
        List<String> entries = new ArrayList<>();
        for (String table : tables) {
            List<String> renames = new ArrayList<>();
            List<String> rules = new ArrayList<>();
            for (String column : columns.get(table)) {
                String type = RETYPED.get(name).get(table + "." + column);
                if (KEYS.get(name).contains(column)) {
                    rules.add(
                            "{ column = %s, uuid { of = [%s], namespace = %s } }"
                                    .formatted(camel(column), column, column));
                } else if (type != null) {
                    rules.add(
                            "{ column = %s, from = %s, type = \"%s\" }"
                                    .formatted(camel(column), column, type));
                } else {
                    renames.add("\"%s\" = \"%s\"".formatted(column, camel(column)));
                }
            }
            String drop =
                    columns.get(table).stream()
                            .filter(KEYS.get(name)::contains)
                            .collect(Collectors.joining(", ", "drop = [", "]"));
            entries.add(
                    "{ name = \"public.%s\", target = \"core.%s\", %s, rename { %s }, columns = [ %s ] }"
                            .formatted(
                                    table,
                                    camel(table),
                                    drop,
                                    String.join(", ", renames),
                                    String.join(", ", rules)));
        }
        return new String[] {"tables = [ " + String.join("\n", entries) + " ]"};
    }

    private static Map<String, List<String>> columns(Trial trial) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (String row :
                trial.source.rows(
                        "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                                + " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
                                + " ORDER BY c.relname, a.attnum")) {
            String[] parts = row.split("\\.", -1);
            columns.computeIfAbsent(parts[0], table -> new ArrayList<>()).add(parts[1]);
        }
        return columns;
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_", -1)) {
            camel.append(
                    camel.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }

    /** Mapped back in SQL: names by views, types by casts to what the source has; keys by rank. */
    private static void assertSameValues(
            Trial trial, String name, String table, List<String> columns) {
        List<String> back = new ArrayList<>();
        List<String> here = new ArrayList<>();
        for (String column : columns) {
            if (KEYS.get(name).contains(column)) {
                continue;
            }
            String type =
                    trial.source.value(
                            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'public.%s'::regclass AND attname = '%s'"
                                    .formatted(table, column));
            back.add("\"%s\"::%s".formatted(camel(column), type));
            here.add(column);
        }
        String there =
                "(SELECT count(*)::text%s FROM core.\"%s\"%s)"
                        .formatted(list(back), camel(table), group(back));
        String source =
                "(SELECT count(*)::text%s FROM public.%s%s)"
                        .formatted(list(here), table, group(here));
        assertThat(CopyText.sorted(trial.target, there))
                .as(table)
                .isEqualTo(CopyText.sorted(trial.source, source));
    }

    private static String list(List<String> expressions) {
        return expressions.isEmpty() ? "" : ", " + String.join(", ", expressions);
    }

    private static String group(List<String> expressions) {
        List<String> numbers = new ArrayList<>();
        for (int at = 0; at < expressions.size(); at++) {
            numbers.add(String.valueOf(at + 2));
        }
        return numbers.isEmpty() ? "" : " GROUP BY " + String.join(", ", numbers);
    }

    private static final String KEYS_OF =
            "SELECT c.relname || ' ' || con.contype::text || ' ' || (SELECT string_agg(a.attname, ',' ORDER BY k.n)"
                    + " FROM unnest(con.conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum)"
                    + " || ' ' || coalesce((SELECT relname FROM pg_class WHERE oid = con.confrelid), '') FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '%s' AND con.contype IN ('p', 'u', 'f') AND con.convalidated ORDER BY 1";

    private static List<String> keys(Trial trial) {
        return trial.target.rows(KEYS_OF.formatted("core")).stream().sorted().toList();
    }

    private static List<String> expectedKeys(Trial trial) {
        return trial.source.rows(KEYS_OF.formatted("public")).stream()
                .map(
                        key -> {
                            String[] parts = key.split(" ", -1);
                            String columns =
                                    Arrays.stream(parts[2].split(",", -1))
                                            .map(ReshapedTablesIT::camel)
                                            .collect(Collectors.joining(","));
                            return "%s %s %s %s"
                                    .formatted(camel(parts[0]), parts[1], columns, camel(parts[3]));
                        })
                .sorted()
                .toList();
    }

    private static void assertReconciled(Trial trial, String[] spec) {
        ReconcileTables.Result found =
                new ReconcileTables(
                                trial.spec(spec),
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(found.others().verdict()).isEqualTo(Verdict.EQUAL);
        for (TableVerdict table : found.tables()) {
            LevelVerdict schema = table.levels().get(0);
            assertThat(schema.verdict()).as(schema.detail()).isEqualTo(Verdict.EQUAL);
        }
        assertThat(found.overall()).as(found.tables().toString()).isEqualTo(Verdict.EQUAL);
        assertThat(found.tables())
                .allSatisfy(
                        table -> {
                            assertThat(table.verdict()).isEqualTo(Verdict.EQUAL);
                            assertThat(table.targetDigest()).isEqualTo(table.sourceDigest());
                        })
                .isNotEmpty();
    }
}
