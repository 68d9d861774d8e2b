package io.drover.reconcile.expect;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.ExpectedRows;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.expect.SourceRead.CarriedField;
import java.sql.Connection;
import java.util.ArrayList;
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
     * A column of the pair.
     *
     * @param name in the target
     */
    public record Compared(String name, CanonicalType type) {}

    /**
     * The rows of a table to which several may give.
     *
     * @param columns in the pair's order
     * @throws NotComputable where no expectation can be made, with the reason
     */
    public ExpectedRows rows(List<Compared> columns, List<Contribution> contributions) {
        return AuditSession.inside(
                session,
                () -> {
                    List<Part> parts = new ArrayList<>();
                    contributions.forEach(each -> parts.add(part(columns, each)));
                    return new Together(parts);
                });
    }

    private Part part(List<Compared> columns, Contribution from) {
        Map<String, ColumnInfo> standing = byName(from.target().columns());
        List<String> made = RuledTable.made(from).stream().map(ColumnInfo::name).toList();
        List<CarriedField> carried = new ArrayList<>();
        List<Forms.Slot> slots = new ArrayList<>();
        for (Compared column : columns) {
            int number = made.indexOf(column.name());
            if (number < 0) {
                throw new NotComputable("columns are not carried yet: " + column.name());
            }
            slots.add(
                    Forms.Slot.made(
                            number, TargetFrame.of(standing.get(column.name()), column.type())));
        }
        return new Part(ruled(from, carried), new Forms(slots));
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

    private record Together(List<Part> parts) implements ExpectedRows {
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

    static Map<String, ColumnInfo> byName(List<ColumnInfo> columns) {
        Map<String, ColumnInfo> byName = new java.util.LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return byName;
    }
}
