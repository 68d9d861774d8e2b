package io.drover.job;

import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.reconcile.ReadProgress;
import io.drover.reconcile.ReconcileLimits;
import io.drover.reconcile.Reconciler;
import io.drover.reconcile.SavedSums;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.expect.Expectation;
import io.drover.reconcile.levels.Answer;
import io.drover.reconcile.levels.AskServers;
import io.drover.reconcile.levels.Question;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Both sides of a proof as Spark tasks read them, each under its snapshot. */
final class ProofSides {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final SnapshotHolder source;
    private final SnapshotHolder target;
    private @Nullable SparkAccess spark;

    /**
     * @param sessions asked once, and only when there is something to read
     */
    ProofSides(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            SnapshotHolder source,
            SnapshotHolder target) {
        this.spec = spec;
        this.sessions = sessions;
        this.source = source;
        this.target = target;
    }

    Reconciler reconciler(ReadProgress progress, SavedSums saved) {
        return new Reconciler(
                spark().context(),
                access(Side.SOURCE),
                access(Side.TARGET),
                new ReconcileLimits(
                        spec.chunking().targetBytes(),
                        spec.transfer().maxFieldBytes(),
                        spec.reconcile().maxDifferences(),
                        spec.reconcile().shownDifferences(),
                        spec.reconcile().digest(),
                        ReconcileLimits.MEASURED_BYTES),
                progress,
                saved);
    }

    /** Makes the rows that rules should have made. */
    Expectation expectation() {
        return new Expectation(
                spark().session(),
                access(Side.SOURCE),
                access(Side.TARGET),
                connection(Side.SOURCE),
                spec.name(),
                spec.chunking().targetBytes());
    }

    /** Inside the side's snapshot, for questions about its catalog. */
    Connection connection(Side side) {
        return holder(side).connection();
    }

    /** One answer to each question, in their order. */
    List<Answer> ask(List<Question> questions) {
        return new AskServers(spark().context(), access(Side.SOURCE), access(Side.TARGET))
                .ask(questions);
    }

    private SideAccess access(Side side) {
        EndpointSpec endpoint = side == Side.SOURCE ? spec.source() : spec.target();
        return new SideAccess(
                side,
                endpoint,
                holder(side).snapshot(),
                spark().share(endpoint.maxConnections() - 1, side + ".max-connections"));
    }

    private SnapshotHolder holder(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    private SparkAccess spark() {
        if (spark == null) {
            spark = new SparkAccess(sessions.get());
        }
        return spark;
    }
}
