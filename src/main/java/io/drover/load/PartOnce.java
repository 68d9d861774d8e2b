package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Does the work of a part in one transaction with a note that it was done, so that it is done once,
 * however often its task is tried.
 *
 * @param parts where the numbers of those done are noted, which its only key keeps unique
 */
record PartOnce(TableName parts) {
    /** What is done on the connection. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /**
     * @param connection in autocommit mode; it is given back so
     */
    void run(Connection connection, int part, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (isFirst(connection, part)) {
                work.run();
            }
            connection.commit();
        } finally {
            // Nothing is open after a commit; after anything else nothing may stay.
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private boolean isFirst(Connection connection, int part) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO %s (part) VALUES (?) ON CONFLICT DO NOTHING"
                                .formatted(PostgresNames.quote(parts)))) {
            insert.setInt(1, part);
            return insert.executeUpdate() == 1;
        }
    }
}
