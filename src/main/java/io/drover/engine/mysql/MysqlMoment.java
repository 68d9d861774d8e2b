package io.drover.engine.mysql;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One moment of a server, kept by the transactions of its readers. */
final class MysqlMoment implements Moment {
    private final EndpointSpec endpoint;
    private final Side side;
    private final Snapshot snapshot;
    private final @Nullable String fuzzy;
    private final HeldReaders readers;
    private final List<String> outside = new ArrayList<>();

    MysqlMoment(Side side, EndpointSpec endpoint, ReaderSessions.Opened opened) {
        this.side = side;
        this.endpoint = endpoint;
        this.snapshot = opened.snapshot();
        this.fuzzy = opened.fuzzy();
        this.readers = HeldReaders.hold(snapshot.name(), opened.readers());
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Tables of storage engines without transactions are known once a catalog was read. */
    @Override
    public String consistency() {
        if (fuzzy != null) {
            return "fuzzy: " + fuzzy;
        }
        return outside.isEmpty()
                ? "snapshot"
                : "fuzzy: no transaction covers " + String.join(", ", outside);
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        MysqlCatalog.Answer answer =
                inside(
                        "read the catalog of the " + side,
                        connection ->
                                MysqlCatalog.read(
                                        connection, selection, MysqlEngine.settings(endpoint)));
        outside.clear();
        outside.addAll(answer.outside());
        return answer.catalog();
    }

    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        return inside(
                "cut " + table.source() + " into chunks",
                connection -> KeyWalk.cut(connection, table, chunking));
    }

    /** Asks something inside the moment. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T inside(String attempted, Question<T> question) {
        try (ReaderLease lease = ReaderLease.ofHeld(side, readers)) {
            try {
                return question.ask(lease.connection());
            } catch (SQLException failure) {
                throw lease.failure(attempted, failure);
            }
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
