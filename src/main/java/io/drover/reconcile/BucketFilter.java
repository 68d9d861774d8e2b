package io.drover.reconcile;

import io.drover.dialect.postgres.BucketSql;
import io.drover.dialect.postgres.CanonicalField;
import io.drover.dialect.postgres.CanonicalSql;
import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets the servers leave out the rows of equal buckets, where few buckets differ and a server can
 * tell a row's bucket. Tasks look at each row's bucket all the same, and the rows that come are
 * counted: a filter saves work and decides nothing.
 *
 * <p>Runs on: driver, over the connections that hold the snapshots.
 */
final class BucketFilter {
    /** Where more than one bucket in so many differs, sending all rows costs no more. */
    private static final int BUCKETS_FOR_ONE = 4;

    /** A list that every server goes through for each row, and one that is hashed. */
    private static final int MOST_LISTED = 16;

    private static final int MOST_HASHED = 4096;
    private static final int HASHED_LISTS = 140000;

    private final ServerTrial trial;
    private final Map<Side, Connection> connections = new EnumMap<>(Side.class);
    private final Map<Side, Optional<Server>> servers = new EnumMap<>(Side.class);

    /** {@code source}, {@code target}: null of a side that has no items. */
    BucketFilter(ServerTrial trial, @Nullable Connection source, @Nullable Connection target) {
        this.trial = trial;
        if (source != null) {
            connections.put(Side.SOURCE, source);
        }
        if (target != null) {
            connections.put(Side.TARGET, target);
        }
    }

    /** The items of the pairs that differ, each asking for no more rows than it must. */
    List<ScanItem> narrow(List<ScanItem> items, Map<Integer, PairComparison> differing) {
        List<ScanItem> narrowed = new ArrayList<>();
        for (ScanItem item : items) {
            PairComparison comparison = differing.get(item.pair());
            if (comparison != null) {
                String filter = filter(item, comparison.differing());
                narrowed.add(
                        filter == null
                                ? item
                                : item.only("(" + item.predicate() + ") AND " + filter));
            }
        }
        return narrowed;
    }

    private @Nullable String filter(ScanItem item, BitSet differing) {
        int buckets = differing.cardinality();
        if (item.tables().spreadColumns() == 0 || buckets * BUCKETS_FOR_ONE > item.buckets()) {
            return null;
        }
        Server server = server(item.side()).orElse(null);
        if (server == null
                || buckets > (server.version() < HASHED_LISTS ? MOST_LISTED : MOST_HASHED)) {
            return null;
        }
        return bucket(item, server)
                .map(
                        bucket ->
                                differing.stream()
                                        .mapToObj(Integer::toString)
                                        .collect(
                                                Collectors.joining(
                                                        ",",
                                                        bucket + " = ANY ('{",
                                                        "}'::pg_catalog.int4[])")))
                .orElse(null);
    }

    private static Optional<String> bucket(ScanItem item, Server server) {
        List<CanonicalField> key = new ArrayList<>();
        for (ComparedColumn column :
                item.tables().columns().subList(0, item.tables().keyColumns())) {
            if (CanonicalSql.refusal(column.frame(item.side()), server).isPresent()) {
                return Optional.empty();
            }
            key.add(CanonicalSql.field(column.expression(item.side()), column.frame(item.side())));
        }
        return BucketSql.dependsOnEncoding(key) && !server.encoding().equals("UTF8")
                ? Optional.empty()
                : BucketSql.of(key, item.buckets());
    }

    /** The server, where its hashes are known to be right; asked once. */
    private Optional<Server> server(Side side) {
        return servers.computeIfAbsent(
                side,
                asked -> {
                    Server server = PlaceChooser.server(asked, connections.get(asked));
                    return trial.refusal(connections.get(asked), server).isPresent()
                            ? Optional.empty()
                            : Optional.of(server);
                });
    }
}
