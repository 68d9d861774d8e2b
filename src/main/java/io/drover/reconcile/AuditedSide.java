package io.drover.reconcile;

import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.Engine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * A side that is no PostgreSQL: its engine's auditor makes the forms of its rows.
 *
 * <p>Runs on: driver; the rows flow on executors.
 *
 * @param cut the chunks of a pair's table on this side, disjoint and covering it
 */
public record AuditedSide(
        SparkSession session,
        Engine engine,
        SideAccess access,
        Function<TablePair, List<ChunkPlan>> cut) {
    Side side() {
        return access.side();
    }

    /** The rows of a pair on this side. */
    AuditedRows rows(TablePair pair) {
        return new AuditedRows(session, engine, request(pair), pair);
    }

    /**
     * How many rows a pair has on this side, of one column of each.
     *
     * @throws IllegalStateException where they cannot be read, and why, without their values
     */
    public long count(TablePair pair) {
        return rows(pair).count();
    }

    /** For people: who makes the digests where its server does. */
    String byServer() {
        return "by the server of %s".formatted(engine.type());
    }

    /** For people: who makes the digests where its server does not, and where. */
    String byTasks() {
        return "in Spark tasks, of what the auditor of %s reads".formatted(engine.type());
    }

    private AuditRequest request(TablePair pair) {
        boolean source = side() == Side.SOURCE;
        List<AuditColumn> columns =
                pair.columns().stream()
                        .map(
                                column ->
                                        new AuditColumn(
                                                source ? column.name() : column.targetName(),
                                                column.logicalType(side()),
                                                column.type(),
                                                column.isArray()))
                        .toList();
        return new AuditRequest(
                side(),
                access.endpoint(),
                access.snapshot(),
                access.connections(),
                pair.table(side()),
                columns,
                source ? pair.where() : null,
                cut.apply(pair));
    }
}
