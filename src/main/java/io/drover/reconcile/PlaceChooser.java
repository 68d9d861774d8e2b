package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.reconcile.CostProbe.Sample;
import io.drover.spec.ReconcileSpec.DigestPlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Chooses where the digests of each side are made: by its server where that was measured to be
 * cheaper and the server is known to make them right, else by tasks.
 *
 * <p>Runs on: driver; the measurement on executors.
 */
final class PlaceChooser {
    /** What of a relation is read for a measurement. */
    private static final String FIRST_BLOCKS = "ctid < '(256,0)'::pg_catalog.tid";

    /** Since when a range of ctids is scanned without reading the rest of the table. */
    private static final int TID_RANGE_SCAN = 140000;

    private final JavaSparkContext spark;
    private final SideAccess source;
    private final SideAccess target;
    private final ReconcileLimits limits;
    private final ServerTrial trial;

    PlaceChooser(
            JavaSparkContext spark,
            SideAccess source,
            SideAccess target,
            ReconcileLimits limits,
            ServerTrial trial) {
        this.spark = spark;
        this.source = source;
        this.target = target;
        this.limits = limits;
        this.trial = trial;
    }

    /**
     * Places for all pairs that have items.
     *
     * @param sourceConnection null where no item is the source's
     * @param targetConnection likewise
     * @param onlyTasks why the rows of a pair's side must go through tasks, where they must
     */
    DigestPlaces choose(
            List<ScanItem> items,
            @Nullable Connection sourceConnection,
            @Nullable Connection targetConnection,
            BiFunction<TablePair, Side, Optional<String>> onlyTasks) {
        DigestPlaces places = new DigestPlaces();
        Optional<String> none = noServer(items);
        Map<Side, Map<Integer, ServerForm>> forms = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            Connection connection = side == Side.SOURCE ? sourceConnection : targetConnection;
            Map<Integer, ScanItem> pairs = new TreeMap<>();
            items.stream()
                    .filter(item -> item.side() == side)
                    .forEach(item -> pairs.putIfAbsent(item.pair(), item));
            if (none.isPresent()) {
                pairs.keySet().forEach(pair -> places.byTasks(pair, side, none.get()));
            } else {
                forms.put(side, forms(side, connection, pairs, onlyTasks, places));
            }
        }
        Map<Side, ReadingCost> costs =
                limits.digest() == DigestPlace.AUTO ? measure(samples(items, forms)) : Map.of();
        forms.forEach(
                (side, ofSide) ->
                        ofSide.forEach(
                                (pair, form) -> settle(places, pair, side, form, costs.get(side))));
        return places;
    }

    /** Why no server is asked at all. */
    private Optional<String> noServer(List<ScanItem> items) {
        if (limits.digest() == DigestPlace.TASKS) {
            return Optional.of("reconcile.digest is tasks");
        }
        long bytes = items.stream().mapToLong(ScanItem::estimatedBytes).sum();
        return limits.digest() == DigestPlace.AUTO && bytes < limits.measuredBytes()
                ? Optional.of(
                        "not measured: all tables have less than %d MiB"
                                .formatted(limits.measuredBytes() >> 20))
                : Optional.empty();
    }

    /** How the server makes the rows of the pairs that it can; the others are for tasks. */
    private Map<Integer, ServerForm> forms(
            Side side,
            @Nullable Connection connection,
            Map<Integer, ScanItem> pairs,
            BiFunction<TablePair, Side, Optional<String>> onlyTasks,
            DigestPlaces places) {
        Map<Integer, ServerForm> forms = new TreeMap<>();
        if (pairs.isEmpty()) {
            return forms;
        }
        Server server = server(side, connection);
        if (limits.digest() == DigestPlace.AUTO && server.version() < TID_RANGE_SCAN) {
            String old = "not measured: the server is older than version 14";
            pairs.keySet().forEach(pair -> places.byTasks(pair, side, old));
            return forms;
        }
        Optional<String> failed = trial.refusal(connection, server);
        pairs.forEach(
                (pair, item) -> {
                    Optional<String> refusal =
                            failed.or(() -> onlyTasks.apply(item.tables(), side));
                    ServerForm form = ServerForm.of(item.tables(), side, server);
                    if (refusal.isPresent()) {
                        places.byTasks(pair, side, refusal.get());
                    } else if (form.refusal() != null) {
                        places.byTasks(pair, side, form.refusal());
                    } else {
                        forms.put(pair, form);
                    }
                });
        return forms;
    }

    private void settle(
            DigestPlaces places, int pair, Side side, ServerForm form, ReadingCost cost) {
        if (limits.digest() == DigestPlace.SERVER) {
            places.byServer(pair, side, form.fields(), "reconcile.digest is server");
        } else if (cost != null && cost.serverIsCheaper()) {
            places.byServer(pair, side, form.fields(), cost.measured());
        } else {
            places.byTasks(pair, side, cost == null ? "" : cost.measured());
        }
    }

    /** Of each side the first blocks of the largest table that its server can digest. */
    private static List<Sample> samples(
            List<ScanItem> items, Map<Side, Map<Integer, ServerForm>> forms) {
        List<Sample> samples = new ArrayList<>();
        forms.forEach(
                (side, ofSide) -> {
                    Map<Integer, Long> bytes = new TreeMap<>();
                    Map<Integer, ScanItem> largest = new TreeMap<>();
                    for (ScanItem item : items) {
                        if (item.side() == side && ofSide.containsKey(item.pair())) {
                            bytes.merge(item.pair(), item.estimatedBytes(), Long::sum);
                            largest.merge(item.pair(), item, PlaceChooser::larger);
                        }
                    }
                    bytes.entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .ifPresent(
                                    pair ->
                                            samples.add(
                                                    new Sample(
                                                            largest.get(pair).only(FIRST_BLOCKS),
                                                            ofSide.get(pair).fields())));
                });
        return samples;
    }

    private static ScanItem larger(ScanItem one, ScanItem other) {
        return other.estimatedBytes() > one.estimatedBytes() ? other : one;
    }

    private Map<Side, ReadingCost> measure(List<Sample> samples) {
        Map<Side, ReadingCost> costs = new EnumMap<>(Side.class);
        if (!samples.isEmpty()) {
            spark.parallelize(samples, samples.size())
                    .map(new CostProbe(source, target))
                    .collect()
                    .forEach(cost -> costs.put(cost._1(), cost._2()));
        }
        return costs;
    }

    static Server server(Side side, Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT pg_catalog.current_setting('server_version_num'),"
                                        + " pg_catalog.current_setting('server_encoding')")) {
            row.next();
            return new Server(row.getInt(1), row.getString(2));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "ask the " + side + " for its version", failure);
        }
    }
}
