package io.drover.job.source;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.DatasetEngine;
import io.drover.engine.Engines;
import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.MigrationPlan;
import io.drover.model.ReadPath;
import io.drover.model.SequencePlan;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RowRules;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ValueOrigin;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Another engine as the source: its moment, in the words of a plan. */
final class EngineSource implements SourceSide {
    private final MigrationSpec spec;
    private final Moment moment;

    EngineSource(MigrationSpec spec, Moment moment) {
        this.spec = spec;
        this.moment = moment;
    }

    @Override
    public Snapshot snapshot() {
        return moment.snapshot();
    }

    @Override
    public Catalog catalog() {
        return moment.catalog(PlanReader.selection(spec));
    }

    /** None: the engine cuts its tables itself, in {@link #complete}. */
    @Override
    public List<KeyBoundaries> boundaries(Catalog catalog) {
        return List.of();
    }

    @Override
    public List<TablePlan> cut(List<TablePlan> tables) {
        boolean dataset =
                Engines.of(spec.source()) instanceof DatasetEngine engine
                        && engine.readsAsDataset(spec.source());
        List<TablePlan> cut = new ArrayList<>();
        for (TablePlan table : tables) {
            if (table.rules() != null) {
                refuse(table, table.rules());
            }
            if (table.readPath() == ReadPath.JDBC) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot read %s by read-path jdbc: Spark's own JDBC source changes values of a %s. Leave read-path out."
                                .formatted(table.source(), spec.source().type()));
            }
            TablePlan dealt = table.dealt(moment.cut(table, chunking(table.source())));
            cut.add(withKey(dataset ? dealt.readBy(ReadPath.COPY) : dealt));
        }
        return cut;
    }

    /** Rules that set a row aside tell its key: by its place nobody finds it again. */
    private TablePlan withKey(TablePlan table) {
        if (table.rules() == null || !spec.target().isPostgres()) {
            return table;
        }
        List<String> lacking = new ArrayList<>(table.key());
        lacking.removeAll(table.rules().decoded().stream().map(DecodedColumn::name).toList());
        if (lacking.isEmpty()) {
            return table;
        }
        List<DecodedColumn> more =
                catalog().table(table.source()).orElseThrow().columns().stream()
                        .filter(column -> lacking.contains(column.name()))
                        .map(
                                column -> {
                                    SparkTypes.Choice choice =
                                            SparkTypes.read(column.type(), column.shape());
                                    return new DecodedColumn(
                                            column.name(),
                                            choice.sql(PostgresNames.quote(column.name())),
                                            column.type(),
                                            choice.sparkType());
                                })
                        .toList();
        return table.ruledBy(table.rules().decoding(more));
    }

    /** What rules ask of a PostgreSQL as the source. */
    private void refuse(TablePlan table, RowRules rules) {
        List<String> asked = new ArrayList<>();
        for (LookupPlan lookup : rules.lookups()) {
            if (lookup.origin() == LookupPlan.Origin.SOURCE) {
                asked.add("look for values in %s of the source".formatted(lookup.location()));
            }
        }
        for (DecodedColumn column : rules.decoded()) {
            if (column.sql().startsWith("pg_catalog.num_nonnulls(")) {
                asked.add("keep the most complete of duplicates");
            }
        }
        for (TableSpec own : spec.tables()) {
            if (own.name().equals(table.source())
                    && own.rules().columns().stream()
                            .anyMatch(rule -> rule.value() instanceof ValueOrigin.DenseKey)) {
                asked.add("number keys without gaps (dense)");
            }
        }
        if (!asked.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot apply the rules of %s: they %s, which needs a PostgreSQL as the source, and it is of type %s. Use a lookup file, keep = latest or first, or uuid keys; or load the table as it is and apply the rules on the way from there."
                            .formatted(
                                    table.source(),
                                    String.join(", and ", asked),
                                    spec.source().type()));
        }
    }

    @Override
    public MigrationPlan complete(MigrationPlan plan) {
        return plan.read(moment.consistency(), cut(plan.tables()));
    }

    private ChunkingSpec chunking(TableName table) {
        return spec.tables().stream()
                .filter(own -> own.name().equals(table) && own.chunking() != null)
                .map(TableSpec::chunking)
                .findFirst()
                .orElse(spec.chunking());
    }

    /** Its moment keeps them still, or says that it does not. */
    @Override
    public void hold(List<TableName> tables) {}

    /** Whether a table is still the same, {@link Snapshot#visible} says. */
    @Override
    public Map<Integer, Long> relationFiles(List<TablePlan> tables) {
        Map<Integer, Long> none = new LinkedHashMap<>();
        tables.forEach(table -> none.put(table.number(), 0L));
        return none;
    }

    @Override
    public List<SequencePlan> sequences(List<SequencePlan> planned) {
        if (planned.isEmpty()) {
            return planned;
        }
        Map<TableName, SequenceInfo> now = new LinkedHashMap<>();
        catalog().sequences().forEach(sequence -> now.put(sequence.name(), sequence));
        return planned.stream()
                .map(
                        each -> {
                            SequenceInfo found = now.get(each.source());
                            return found == null
                                    ? each
                                    : new SequencePlan(
                                            each.source(),
                                            each.staging(),
                                            each.target(),
                                            found.lastValue(),
                                            found.called());
                        })
                .toList();
    }

    @Override
    public Connection connection() {
        throw new IllegalStateException("No connection of a " + spec.source().type());
    }

    @Override
    public void close() {
        moment.close();
    }
}
