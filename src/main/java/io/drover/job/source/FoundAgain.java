package io.drover.job.source;

import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.engine.Engines;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.SnapshotHolder;
import io.drover.job.run.SparkAccess;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Where the rows of a source that have some keys are read once more: in a PostgreSQL under the
 * moment that is held, of another engine in a {@link CopiedSource}.
 *
 * <p>Runs on: driver.
 */
public final class FoundAgain implements AutoCloseable {
    private final MigrationSpec spec;
    private final SourceSide side;
    private final @Nullable CopiedSource copies;

    private FoundAgain(MigrationSpec spec, SourceSide side, @Nullable CopiedSource copies) {
        this.spec = spec;
        this.side = side;
        this.copies = copies;
    }

    /** Makes ready; {@code purpose} names what is made for copies. */
    public static FoundAgain open(
            MigrationSpec spec, Supplier<SparkSession> sessions, SourceSide side, String purpose) {
        return new FoundAgain(
                spec,
                side,
                Engines.covers(spec.source())
                        ? CopiedSource.open(spec, sessions.get(), side, purpose)
                        : null);
    }

    /**
     * Where rows are.
     *
     * @param spec its source has them
     * @param connection inside the moment, for the driver's own questions
     * @param plan reads all rows of the table there
     * @param info the table there
     * @param copy null where it is the table itself
     * @param unread rows of the table that could not be read: none of them is there
     */
    public record Rows(
            MigrationSpec spec,
            Snapshot snapshot,
            Connection connection,
            TablePlan plan,
            TableInfo info,
            @Nullable CopiedTable copy,
            long unread) {}

    /**
     * The rows that have one of some keys, and perhaps others.
     *
     * @param key none: all rows
     * @param keys JSON arrays of objects
     */
    public Rows rows(TablePlan plan, TableInfo info, List<KeyColumn> key, List<String> keys) {
        return copies == null ? inside(plan, info) : at(plan, copies.having(plan, info, key, keys));
    }

    /** The rows that somebody asks for, and perhaps others. */
    public Rows sample(TablePlan plan, TableInfo info, SampleRequest request) {
        if (copies == null) {
            return inside(plan, info);
        }
        return at(
                plan,
                request.keys().isEmpty()
                        ? copies.first(plan, info, request.rows())
                        : copies.matching(plan, info, request.keys()));
    }

    private Rows inside(TablePlan plan, TableInfo info) {
        side.hold(List.of(plan.source()));
        return new Rows(spec, side.snapshot(), side.connection(), plan, info, null, 0);
    }

    private Rows at(TablePlan plan, CopiedTable copy) {
        SnapshotHolder view = copies.view();
        return new Rows(
                copies.spec(),
                view.snapshot(),
                view.connection(),
                copy.reading(plan),
                copy.info(),
                copy,
                copy.unread());
    }

    /** Which of the keys have a row there. */
    public BitSet present(Rows rows, List<KeyColumn> key, List<String> keys) {
        BitSet present = new BitSet();
        if (rows.copy() == null) {
            present.set(0, keys.size());
        } else {
            copies.present(rows.copy(), key, keys).forEach(present::set);
        }
        return present;
    }

    /** How the source itself is read. */
    public SourceAccess original(SparkSession session) {
        return copies == null
                ? new SourceAccess(
                        spec.source(),
                        side.snapshot(),
                        new SparkAccess(session)
                                .share(
                                        spec.source().maxConnections() - 1,
                                        "source.max-connections"),
                        spec.transfer().maxFieldBytes())
                : copies.original();
    }

    @Override
    public void close() {
        if (copies != null) {
            copies.close();
        }
    }
}
