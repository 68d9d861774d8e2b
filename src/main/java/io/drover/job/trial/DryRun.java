package io.drover.job.trial;

import io.drover.dialect.spark.SparkSql;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.extract.SourceRows;
import io.drover.extract.connector.CopyRead;
import io.drover.jdbc.ConnectionPool;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.rules.RuleChecks;
import io.drover.job.run.Concurrently;
import io.drover.job.run.Findings;
import io.drover.job.source.FoundAgain;
import io.drover.job.source.PlanReader;
import io.drover.job.source.PostgresOnly;
import io.drover.job.source.SampleRequest;
import io.drover.job.source.SourceSample;
import io.drover.job.source.SourceSide;
import io.drover.model.ChunkPlan;
import io.drover.model.MigrationPlan;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuledColumn;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RowTransform;
import io.drover.transform.RuleFailure;
import io.drover.transform.RuleFunctions;
import io.drover.transform.RuleSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * {@code drover migrate --dry-run}: shows for some rows of each table what the rules would do with
 * them.
 *
 * <p>Repeats: reads only, both sides; neither a ledger nor anything else is created. Of another
 * engine's source the rows are copied into a scratch schema of the target, which is gone
 * afterwards. The source is read at one moment.
 */
public final class DryRun {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;

    /**
     * @param sessions asked only when a table has rules
     */
    public DryRun(MigrationSpec spec, Supplier<SparkSession> sessions) {
        this.spec = spec;
        this.sessions = sessions;
    }

    /** The tables in the order of the plan. */
    public record Result(String migration, List<TableSample> tables) {
        public Result {
            tables = List.copyOf(tables);
        }

        public String json() {
            return SampleJson.write(this);
        }
    }

    /**
     * Reads and judges the rows asked for.
     *
     * @throws MigrationException SPEC when a rule cannot be applied or fails for a row; others as
     *     of a migration
     */
    public Result run(SampleRequest request) {
        PostgresOnly.refuseOtherTargets(
                spec,
                "try a few rows",
                "`drover plan` shows what will be done, and nothing is swapped before all rows are there.");
        try (SourceSide side =
                SourceSide.open(spec, "dry run", SourceSide.readers(spec, sessions))) {
            MigrationPlan plan = new PlanReader(spec).plan(side);
            Catalog catalog = side.catalog();
            List<TablePlan> ruled =
                    plan.tables().stream().filter(table -> table.rules() != null).toList();
            if (!ruled.isEmpty()) {
                new RuleChecks(spec, sessions.get(), catalog).refuse(ruled);
            }
            List<TableSample> samples = new ArrayList<>();
            for (TablePlan table : plan.tables()) {
                samples.add(
                        table.rules() == null
                                ? untouched(table)
                                : sample(table, info(catalog, table), side, request));
            }
            return new Result(spec.name(), samples);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private static TableInfo info(Catalog catalog, TablePlan table) {
        return catalog.tables().stream()
                .filter(each -> each.name().equals(table.source()))
                .findFirst()
                .orElseThrow();
    }

    private static TableSample untouched(TablePlan table) {
        return new TableSample(
                table.source().toString(),
                table.target().toString(),
                false,
                List.of(),
                List.of(
                        "No rule touches a value: %s as they are."
                                .formatted(Findings.counted(table.columns().size(), "column"))));
    }

    private TableSample sample(
            TablePlan table, TableInfo info, SourceSide side, SampleRequest request) {
        try (FoundAgain again = FoundAgain.open(spec, sessions, side, "dry_run")) {
            FoundAgain.Rows found = again.sample(table, info, request);
            List<TableSample.Row> rows = rows(table, info, again, found, request);
            return new TableSample(
                    table.source().toString(),
                    table.target().toString(),
                    true,
                    rows,
                    notes(table, request, found.unread()));
        }
    }

    private List<TableSample.Row> rows(
            TablePlan table,
            TableInfo info,
            FoundAgain again,
            FoundAgain.Rows found,
            SampleRequest request) {
        SourceSample source = new SourceSample(found.connection());
        ChunkPlan chunk = source.chunk(found.plan(), found.info(), request);
        Masks masks = new Masks(spec);
        Map<Long, Map<String, String>> before =
                source.rows(found.plan(), found.info(), chunk, masks.sourceColumns(table.source()));
        List<TableSample.Row> rows = new ArrayList<>();
        if (before.isEmpty()) {
            return rows;
        }
        // A copy's rows have places that nobody knows: they are numbered as they come.
        List<Long> places = List.copyOf(before.keySet());
        LongFunction<String> named =
                found.copy() == null
                        ? SourceRows::ctid
                        : place -> Integer.toString(places.indexOf(place) + 1);
        SampledRows sampled = new SampledRows(table, new ColumnOrigins(spec, info), named);
        for (Row row : fated(found.plan().only(chunk), again, found, masks)) {
            long place = row.getLong(0);
            Map<String, String> values = before.remove(place);
            if (values == null) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot vouch for the dry run of %s: the rules gave a row at %s that was not asked for, or twice. Please report it with the spec."
                                .formatted(table.source(), named.apply(place)));
            }
            rows.add(sampled.row(row, values));
        }
        if (!before.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for the dry run of %s: the rules lost %d rows. Please report it with the spec."
                            .formatted(table.source(), before.size()));
        }
        return rows;
    }

    private List<Row> fated(TablePlan table, FoundAgain again, FoundAgain.Rows found, Masks masks) {
        SparkSession session = RuleSession.of(sessions.get());
        RuleFunctions.register(session, masks.secrets());
        SourceAccess access =
                new SourceAccess(
                        found.spec().source(),
                        found.snapshot(),
                        Math.max(1, found.spec().source().maxConnections() - 1),
                        spec.transfer().maxFieldBytes());
        RowRules all = table.rules();
        RowRules few =
                new RowRules(
                        all.decoded(),
                        all.lookups(),
                        all.steps(),
                        all.deduplication(),
                        all.columns(),
                        all.shuffles() ? 1 : 0);
        try {
            Dataset<Row> rows = new CopyRead(access, table).rows(session);
            return new RowTransform(few)
                    .apply(
                            rows,
                            new Lookups(again.original(session), spec.target(), spec.name())
                                    .asFarAsTheyAre(session, table))
                    .select(shown(table).toArray(Column[]::new))
                    .orderBy(FatedRow.TID)
                    .collectAsList();
        } catch (Exception failure) {
            // Spark throws what Java calls checked, and does not say so.
            throw RuleFailure.of(table, failure)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> Concurrently.unwrapped(failure));
        }
    }

    private static List<Column> shown(TablePlan table) {
        List<Column> columns = new ArrayList<>();
        for (String name :
                List.of(
                        FatedRow.TID,
                        FatedRow.FATE,
                        FatedRow.STEP,
                        FatedRow.KEPT,
                        FatedRow.VIOLATIONS,
                        FatedRow.LOG)) {
            columns.add(functions.col(name));
        }
        for (RuledColumn column : table.rules().columns()) {
            Column value = functions.col(SparkSql.quote(column.target()));
            columns.add(
                    column.sparkType().equals("binary")
                            ? functions.concat(
                                    functions.lit("\\x"), functions.lower(functions.hex(value)))
                            : value.cast("string"));
        }
        return columns;
    }

    private static List<String> notes(TablePlan table, SampleRequest request, long unread) {
        List<String> notes = new ArrayList<>();
        if (unread > 0) {
            notes.add(
                    "%s of the source could not be read, and %s not here."
                            .formatted(
                                    Findings.counted(unread, "row"), unread == 1 ? "is" : "are"));
        }
        notes.add(
                request.keys().isEmpty()
                        ? "The first rows as the source has them, %d at most; no random sample."
                                .formatted(request.rows())
                        : "The rows with the keys given.");
        if (table.shuffles()) {
            notes.add("Duplicates are judged among these rows only.");
        }
        if (table.rules().lookups().stream()
                .anyMatch(lookup -> lookup.origin() == LookupPlan.Origin.ID_MAP)) {
            notes.add("Of id-maps only the keys are known that the ledger has from a load.");
        }
        return notes;
    }
}
