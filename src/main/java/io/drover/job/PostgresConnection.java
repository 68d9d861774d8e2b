package io.drover.job;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection of a check that only asks who answers. */
final class PostgresConnection implements AutoCloseable {
    private final Side side;
    private final Connection connection;

    PostgresConnection(MigrationSpec spec, Side side) {
        this.side = side;
        this.connection =
                Connections.open(
                        side,
                        side == Side.SOURCE ? spec.source() : spec.target(),
                        new Session("drover check " + spec.name(), Session.Timeouts.STATEMENT));
    }

    String version() {
        try {
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "ask the " + side + " for its version", failure);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "close a connection to the " + side, failure);
        }
    }
}
