package io.drover.reconcile;

import io.drover.engine.Engine;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Difference;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.spec.ReconcileSpec.DigestPlace;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two databases and the pairs of their tables, without a planner: what stands is what is compared.
 */
final class Pairs implements AutoCloseable {
    final TestDatabase source = TestDatabase.create("source");
    final TestDatabase target = TestDatabase.create("target");
    final List<Difference> differences = new ArrayList<>();
    HeldDifferences held = new HeldDifferences();
    private SavedSums saved = SavedSums.NONE;
    private long taskBytes = 64 << 20;
    private long maxDifferences = 1000;
    private DigestPlace place = DigestPlace.AUTO;
    private long measuredBytes = ReconcileLimits.MEASURED_BYTES;
    private ServerTrial trial = ServerTrial.shipped();
    private Runnable afterSnapshots = () -> {};
    private Set<Side> engines = Set.of();
    private Engine engine = new TextsEngine();

    Pairs both(String... statements) {
        source.execute(statements);
        target.execute(statements);
        return this;
    }

    Pairs saving(SavedSums store) {
        saved = store;
        return this;
    }

    Pairs taskBytes(long bytes) {
        taskBytes = bytes;
        return this;
    }

    /** Reads these sides as engines of texts; said before pairs are made. */
    Pairs engines(Set<Side> sides) {
        engines = sides;
        return this;
    }

    /** What reads {@link #engines}. */
    Pairs by(Engine other) {
        engine = other;
        return this;
    }

    Pairs maxDifferences(long most) {
        maxDifferences = most;
        return this;
    }

    /** Where digests are made; under AUTO tables of any size are measured. */
    Pairs digest(DigestPlace where) {
        place = where;
        measuredBytes = 0;
        return this;
    }

    Pairs trial(ServerTrial other) {
        trial = other;
        return this;
    }

    /** Runs this when both snapshots are there and nothing is read yet. */
    Pairs afterSnapshots(Runnable work) {
        afterSnapshots = work;
        return this;
    }

    PairOutcome compare(String table, String... key) {
        return compare(List.of(pair(table, null, key))).get(0);
    }

    List<PairOutcome> compare(List<TablePair> pairs) {
        differences.clear();
        held = new HeldDifferences();
        List<PairOutcome> outcomes = compareInto(held, pairs);
        held.all().forEach(each -> differences.add(each.difference()));
        return outcomes;
    }

    List<PairOutcome> compareInto(DifferenceSink sink, List<TablePair> pairs) {
        try (SnapshotHolder here = SnapshotHolder.open(Side.SOURCE, source.endpoint(), "test");
                SnapshotHolder there =
                        SnapshotHolder.open(Side.TARGET, target.endpoint(), "test")) {
            here.snapshot();
            there.snapshot();
            afterSnapshots.run();
            SideAccess sourceAccess =
                    new SideAccess(Side.SOURCE, source.endpoint(), here.snapshot(), 4);
            SideAccess targetAccess =
                    new SideAccess(Side.TARGET, target.endpoint(), there.snapshot(), 4);
            List<AuditedSide> audited =
                    engines.stream()
                            .map(side -> side == Side.SOURCE ? sourceAccess : targetAccess)
                            .map(
                                    access ->
                                            new AuditedSide(
                                                    TestSpark.session(),
                                                    engine,
                                                    access,
                                                    pair -> TextsEngine.HALVES))
                            .toList();
            return new Reconciler(
                            TestSpark.context(),
                            sourceAccess,
                            targetAccess,
                            new ReconcileLimits(
                                    taskBytes, 1 << 20, maxDifferences, 10, place, measuredBytes),
                            (rows, bytes) -> {},
                            saved)
                    .trying(trial)
                    .auditing(audited, targetAccess)
                    .compare(
                            pairs,
                            engines.contains(Side.SOURCE) ? null : here.connection(),
                            engines.contains(Side.TARGET) ? null : there.connection(),
                            sink);
        }
    }

    /** The pair of one table of schema public that has one name on both sides. */
    TablePair pair(String table, String where, String... key) {
        Map<String, String> targetTypes = types(target, table);
        List<ColumnPlan> columns = new ArrayList<>();
        types(source, table)
                .forEach(
                        (name, type) ->
                                columns.add(
                                        new ColumnPlan(
                                                name,
                                                name,
                                                type,
                                                targetTypes.getOrDefault(name, type),
                                                false,
                                                holdsOid(type),
                                                TypeVerdict.LOSSLESS,
                                                "")));
        TableName name = new TableName("public", table);
        return TablePair.of(
                new TablePlan(
                        0,
                        name,
                        name,
                        name,
                        LoadMode.APPEND,
                        WireForm.BINARY,
                        ReadPath.PIPE,
                        columns,
                        List.of(key),
                        where,
                        false,
                        0,
                        0,
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                        null),
                targetTypes);
    }

    /** Differences in the order of people, each as {@code KIND key changed xcopies}. */
    List<String> found() {
        return differences.stream()
                .map(
                        difference ->
                                difference.kind()
                                        + " "
                                        + difference.key()
                                        + " "
                                        + difference.changedColumns()
                                        + " x"
                                        + difference.copies())
                .toList();
    }

    private static boolean holdsOid(String type) {
        return Set.of("public.mood[]", "public.point3").contains(type);
    }

    private static Map<String, String> types(TestDatabase database, String table) {
        Map<String, String> types = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = ''");
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                                    + " WHERE attrelid = 'public.\""
                                    + table
                                    + "\"'::regclass AND attnum > 0 AND NOT attisdropped"
                                    + " ORDER BY attnum")) {
                while (rows.next()) {
                    types.put(rows.getString(1), rows.getString(2));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return types;
    }

    @Override
    public void close() {
        io.drover.jdbc.ConnectionPool.closeAll();
        source.close();
        target.close();
    }
}
