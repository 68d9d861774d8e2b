package io.drover.reconcile.expect;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.WireFrame;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.ComparedColumn;
import io.drover.reconcile.RowForms;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.expect.SourceRead.CarriedField;
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

    /**
     * @param sourceConnection inside the source's snapshot, for the sizes of tables
     * @param migration whose numbers of keys the ledger keeps
     * @param taskBytes how much of a table one task reads
     */
    public Expectation(
            SparkSession session,
            SideAccess source,
            SideAccess target,
            Connection sourceConnection,
            String migration,
            long taskBytes) {
        this.session = AuditSession.of(session);
        this.source = source;
        this.target = target;
        this.sourceConnection = sourceConnection;
        this.migration = migration;
        this.taskBytes = taskBytes;
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
        List<CarriedField> carried = new ArrayList<>();
        List<Forms.Slot> slots = new ArrayList<>();
        for (ComparedColumn column : pair.columns()) {
            ColumnInfo there = standing.get(column.targetName());
            int number = made.indexOf(there.name());
            ComparedColumn read = reads.get(there.name());
            if (number >= 0) {
                slots.add(
                        Forms.Slot.made(
                                number, TargetFrame.of(there, column.targetFrame(), from.enums())));
            } else if (read != null) {
                carried.add(new CarriedField(read.sourceExpression(), frame(column, read)));
                slots.add(Forms.Slot.carried());
            } else if (there.defaultExpression() == null && there.identity() == null) {
                slots.add(Forms.Slot.empty(column.targetFrame().tag()));
            } else {
                throw new NotComputable(
                        "%s gives nothing to %s, which has a default of its own"
                                .formatted(from.source().name(), there.name()));
            }
        }
        return new Part(ruled(from, carried), new Forms(slots));
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
        return AuditSession.inside(
                session,
                () -> {
                    Dataset<Row> rows =
                            SourceRead.of(
                                    session,
                                    source,
                                    "ONLY " + PostgresNames.quote(from.source().name()),
                                    BlockRanges.of(
                                            sourceConnection, from.source().name(), taskBytes),
                                    from,
                                    carried);
                    return new RuledTable(
                                    from, new LookupTables(session, source, target, migration))
                            .apply(rows, ReadColumns.of(from));
                });
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
