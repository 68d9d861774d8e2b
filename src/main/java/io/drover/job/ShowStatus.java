package io.drover.job;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.LedgerHistory;
import io.drover.ledger.LedgerHome;
import io.drover.model.Nullable;
import io.drover.model.history.LoadPace;
import io.drover.model.history.LoadRecord;
import io.drover.report.StatusText;
import io.drover.report.StatusText.Status;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** {@code status}: what the ledger knows of a migration. Needs no Spark, changes nothing. */
public final class ShowStatus {
    private static final int SHOWN_RUNS = 20;

    private final MigrationSpec spec;
    private final String ledgerSchema;

    public ShowStatus(MigrationSpec spec) {
        this(spec, LedgerHistory.DEFAULT_SCHEMA);
    }

    public ShowStatus(MigrationSpec spec, String ledgerSchema) {
        this.spec = spec;
        this.ledgerSchema = ledgerSchema;
    }

    /**
     * What was found.
     *
     * @param status null where the target has no ledger yet
     * @param text for a terminal
     */
    public record Result(@Nullable Status status, String text) {}

    /** Reads the ledger at one instant. */
    public Result run() {
        if (LedgerHome.isNew(spec.ledger())) {
            return new Result(
                    null,
                    "There is no ledger in %s: nothing was migrated yet. Run `drover migrate` to begin.\n"
                            .formatted(spec.ledger().folder()));
        }
        try (Connection connection =
                Connections.open(
                        Side.TARGET,
                        LedgerHome.of(spec.ledger()),
                        new Session("drover status " + spec.name(), Session.Timeouts.STATEMENT))) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            Result result = read(new LedgerHistory(connection, ledgerSchema));
            connection.rollback();
            return result;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the status of " + spec.name(), failure);
        }
    }

    private Result read(LedgerHistory history) {
        if (!history.exists()) {
            return new Result(
                    null,
                    "There is no ledger in schema %s of %s: nothing was migrated there yet. Run `drover migrate` to begin.\n"
                            .formatted(ledgerSchema, LedgerHome.of(spec.ledger()).url()));
        }
        Optional<LoadRecord> load = history.currentLoad(spec.name());
        long loadId = load.map(LoadRecord::loadId).orElse(-1L);
        boolean open = load.map(LoadRecord::state).filter("LOADING"::equals).isPresent();
        LoadPace pace = open ? history.pace(loadId).orElse(null) : null;
        Status status =
                new Status(
                        spec.name(),
                        load.orElse(null),
                        load.isEmpty() ? List.of() : history.tables(loadId),
                        pace,
                        history.rules(loadId),
                        history.quarantine(loadId),
                        history.failures(loadId),
                        history.runs(spec.name(), SHOWN_RUNS));
        return new Result(status, StatusText.render(status));
    }
}
