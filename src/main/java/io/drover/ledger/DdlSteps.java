package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlStep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Steps of DDL with their ledger rows, so that each takes effect once and is known to have. */
public final class DdlSteps {
    private DdlSteps() {}

    /** Runs a step and writes its row; the caller commits both. */
    public static void run(Connection connection, long loadId, DdlStep step) {
        long started = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.execute(step.sql());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "make " + step.object() + " (" + step.sql() + ")", failure);
        }
        note(connection, loadId, step, (System.nanoTime() - started) / 1_000_000);
    }

    /** Writes the row of a step that took effect elsewhere. */
    static void note(Connection connection, long loadId, DdlStep step, long millis) {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".ddl_step (load_id, step_number, phase, object, millis) VALUES (?, ?, ?, ?, ?)")) {
            insert.setLong(1, loadId);
            insert.setInt(2, step.number());
            insert.setString(3, step.phase().name());
            insert.setString(4, step.object());
            insert.setLong(5, millis);
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "note in the ledger that " + step.object() + " is made", failure);
        }
    }
}
