package io.drover.reconcile.expect;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.postgres.WireFrame;
import io.drover.engine.AuditColumn;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.ComparedColumn;
import io.drover.reconcile.RowForms;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.expect.SourceRead.CarriedField;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.ValueOrigin;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the source's rows and the spec's rules make of a table of the target: compiled from the spec
 * anew, read from the source anew, with code that shares nothing with that which loaded it.
 *
 * <p>Runs on: driver; the rows flow on executors. Memory: of the driver none; duplicates and unique
 * checks go through Spark's shuffle.
 */
public final class Expectation {
    private final SparkSession session;
    private final SideAccess source;
    private final SideAccess target;
    private final Connection sourceConnection;
    private final String migration;
    private final long taskBytes;
    private final @Nullable EngineSource engine;
    private final Into into;

    /** What keeps the rows that should be there. */
    enum Into {
        POSTGRES,
        /** An engine: it takes typed values, and keeps some of them as their texts. */
        STORE
    }

    /**
     * @param sourceConnection inside the source's snapshot, for the sizes of tables
     * @param migration whose numbers of keys the ledger keeps
     * @param taskBytes how much of a table one task reads
     */
    public Expectation(
            SparkSession session,
            SideAccess source,
            SideAccess target,
            @Nullable Connection sourceConnection,
            String migration,
            long taskBytes) {
        this(
                AuditSession.of(session),
                source,
                target,
                sourceConnection,
                migration,
                taskBytes,
                null,
                Into.POSTGRES);
    }

    private Expectation(
            SparkSession session,
            SideAccess source,
            SideAccess target,
            @Nullable Connection sourceConnection,
            String migration,
            long taskBytes,
            @Nullable EngineSource engine,
            Into into) {
        this.session = session;
        this.source = source;
        this.target = target;
        this.sourceConnection = sourceConnection;
        this.migration = migration;
        this.taskBytes = taskBytes;
        this.engine = engine;
        this.into = into;
    }

    /** The same of a source that is an engine. */
    public Expectation of(EngineSource other) {
        return new Expectation(
                session, source, target, sourceConnection, migration, taskBytes, other, into);
    }

    /** The same of a target that is an engine. */
    public Expectation intoStore() {
        return new Expectation(
                session,
                source,
                target,
                sourceConnection,
                migration,
                taskBytes,
                engine,
                Into.STORE);
    }

    /**
     * The rows of a table to which several may give.
     *
     * @param pair of the target's columns; what it says of the source is of no account
     * @throws NotComputable where no expectation can be made, with the reason
     */
    public RowForms rows(TablePair pair, List<Contribution> contributions) {
        return AuditSession.inside(
                session,
                () -> {
                    List<Part> parts = new ArrayList<>();
                    contributions.forEach(each -> parts.add(part(pair, each)));
                    return new Together(parts);
                });
    }

    private Part part(TablePair pair, Contribution from) {
        Map<String, ColumnInfo> standing = new HashMap<>();
        from.target().columns().forEach(column -> standing.put(column.name(), column));
        List<String> made = from.made().stream().map(ColumnInfo::name).toList();
        Map<String, ComparedColumn> reads = new HashMap<>();
        from.reads().forEach(read -> reads.put(read.targetName(), read));
        refuseEngines(from);
        List<ReadColumn> watched = new ArrayList<>();
        List<CarriedField> carried = new ArrayList<>();
        List<Forms.Slot> slots = new ArrayList<>();
        for (ComparedColumn column : pair.columns()) {
            ColumnInfo there = standing.get(column.targetName());
            int number = made.indexOf(there.name());
            ComparedColumn read = reads.get(there.name());
            if (number >= 0) {
                slots.add(
                        Forms.Slot.made(
                                number,
                                into == Into.STORE
                                        ? TargetFrame.stored(there, column)
                                        : TargetFrame.of(
                                                there, column.targetFrame(), from.enums())));
            } else if (read != null) {
                carried.add(
                        new CarriedField(
                                read.sourceExpression(),
                                engine == null ? frame(column, read) : column.targetFrame(),
                                new AuditColumn(
                                        read.name(),
                                        read.logicalType(Side.SOURCE),
                                        column.type(),
                                        column.isArray())));
                watch(from, read.name(), column, watched);
                slots.add(Forms.Slot.carried());
            } else if (there.defaultExpression() == null && there.identity() == null) {
                slots.add(Forms.Slot.empty(column.targetFrame().tag()));
            } else {
                throw new NotComputable(
                        "%s gives nothing to %s, which has a default of its own"
                                .formatted(from.source().name(), there.name()));
            }
        }
        return new Part(ruled(from, carried, watched), new Forms(slots));
    }

    /** What is known of PostgreSQL's own sides only. */
    private void refuseEngines(Contribution from) {
        for (CheckRule check : engine == null ? List.<CheckRule>of() : from.rules().checks()) {
            if (check.condition() instanceof CheckRule.Unique) {
                throw new NotComputable(
                        "which of several equal rows comes first is known to the load alone, as rows of a %s have no places"
                                .formatted(source.endpoint().type()));
            }
        }
        boolean numbers =
                from.rules().columns().stream()
                        .map(ColumnRule::value)
                        .anyMatch(
                                value ->
                                        value instanceof ValueOrigin.DenseKey
                                                || value instanceof ValueOrigin.MappedKey);
        if (into == Into.STORE && numbers) {
            throw new NotComputable(
                    "the numbers of its keys are in the ledger, which is not in the target");
        }
        DeduplicateRule deduplicate = from.rules().deduplicate();
        boolean whole = deduplicate != null && deduplicate.by().isEmpty();
        if ((engine != null || into == Into.STORE) && whole) {
            throw new NotComputable(
                    "duplicates are whole rows, and which of their values are the same is the load's to say where an engine reads or keeps them");
        }
    }

    /**
     * A store takes a column as values of its own: a row of which one has no place is set aside.
     */
    private void watch(
            Contribution from, String name, ComparedColumn column, List<ReadColumn> watched) {
        if (into != Into.STORE) {
            return;
        }
        ColumnInfo here =
                from.source().columns().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        boolean text = column.type() == CanonicalType.TEXT || column.type() == CanonicalType.JSON;
        String type = SparkTypes.read(here.type(), here.shape()).sparkType();
        if (!text && !type.equals("string") && !type.equals("binary")) {
            watched.add(ReadColumns.of(here));
        }
    }

    /** Of a column that others give decimals to, whole numbers are decimals too. */
    private static WireFrame frame(ComparedColumn column, ComparedColumn read) {
        WireFrame frame = read.sourceFrame();
        if (frame.tag() != column.targetFrame().tag()
                && column.type() == CanonicalType.DECIMAL
                && frame.type() == CanonicalType.INTEGER) {
            frame = frame.asDecimal();
        }
        if (frame.tag() != column.targetFrame().tag()) {
            throw new NotComputable(
                    "%s has another form in the source than in the target"
                            .formatted(column.targetName()));
        }
        return frame;
    }

    /** For each row of the source what rules make of it. */
    Dataset<Row> ruled(Contribution from, List<CarriedField> carried) {
        return ruled(from, carried, List.of());
    }

    private Dataset<Row> ruled(
            Contribution from, List<CarriedField> carried, List<ReadColumn> watched) {
        return AuditSession.inside(
                session,
                () -> {
                    List<ReadColumn> looked = ReadColumns.of(from);
                    List<ReadColumn> read = new ArrayList<>(looked);
                    watched.stream()
                            .filter(
                                    each ->
                                            looked.stream()
                                                    .noneMatch(
                                                            other ->
                                                                    other.name()
                                                                            .equals(each.name())))
                            .forEach(read::add);
                    return new RuledTable(
                                    from,
                                    new LookupTables(session, source, target, migration),
                                    engine == null && into == Into.POSTGRES
                                            ? Duplicates.Ties.BY_BYTES
                                            : Duplicates.Ties.UNDECIDED)
                            .apply(rows(from, read, carried), looked);
                });
    }

    private Dataset<Row> rows(
            Contribution from, List<ReadColumn> read, List<CarriedField> carried) {
        return engine != null
                ? FormedSource.of(session, source, engine, from, read, carried)
                : SourceRead.of(
                        session,
                        source,
                        "ONLY " + PostgresNames.quote(from.source().name()),
                        BlockRanges.of(sourceConnection, from.source().name(), taskBytes),
                        from,
                        read,
                        carried);
    }

    /** The rows of one table of the source. */
    private record Part(Dataset<Row> rows, Forms forms) implements java.io.Serializable {}

    private record Together(List<Part> parts) implements RowForms {
        @Override
        public JavaRDD<byte[]> forms() {
            JavaRDD<byte[]> all = null;
            for (Part part : parts) {
                JavaRDD<byte[]> forms = part.rows().toJavaRDD().mapPartitions(part.forms());
                all = all == null ? forms : all.union(forms);
            }
            return all;
        }
    }
}
