package io.drover.job.quarantine;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.rules.Masks;
import io.drover.ledger.LedgerHistory;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.QuarantineLedger;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.QuarantinedRow;
import io.drover.report.QuarantineLines;
import io.drover.report.QuarantineText;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * {@code quarantine list}, {@code show} and {@code export}: the rows that the migration's load set
 * aside. Needs no Spark and no source, changes nothing.
 */
public final class ShowQuarantine {
    private final MigrationSpec spec;

    public ShowQuarantine(MigrationSpec spec) {
        this.spec = spec;
    }

    /** How many rows there are, by table, first violation and state, as text. */
    public String list(Choice choice) {
        StringBuilder text = new StringBuilder();
        read(
                (quarantine, load) ->
                        text.append(
                                QuarantineText.list(
                                        spec.name(),
                                        load.loadId(),
                                        quarantine.groups(load.loadId(), choice))));
        return text.toString();
    }

    /** Hands out the text of each row; how many there were. */
    public long show(Choice choice, long limit, Consumer<String> out) {
        long[] rows = {0};
        read(
                (quarantine, load) ->
                        quarantine.rows(
                                load.loadId(),
                                choice,
                                masked(),
                                limit,
                                row -> {
                                    rows[0]++;
                                    out.accept(QuarantineText.show(row));
                                }));
        return rows[0];
    }

    /**
     * Writes rows to a new file; how many.
     *
     * @throws MigrationException USAGE when the file is there already or cannot be written; what
     *     was written until then is removed
     */
    public long export(Choice choice, Path file, QuarantineLines lines) {
        long[] rows = {0};
        boolean whole = false;
        try (Writer out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            try {
                out.write(lines.header());
                read(
                        (quarantine, load) ->
                                quarantine.rows(
                                        load.loadId(),
                                        choice,
                                        masked(),
                                        Long.MAX_VALUE,
                                        row -> {
                                            rows[0]++;
                                            write(out, lines, row, file);
                                        }));
                whole = true;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (FileAlreadyExistsException taken) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot export the quarantine to %s: the file is there already. Name another one, or remove it."
                            .formatted(file),
                    taken);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
        return rows[0];
    }

    private static void write(Writer out, QuarantineLines lines, QuarantinedRow row, Path file) {
        try {
            out.write(lines.line(row));
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private static MigrationException unwritable(Path file, IOException failure) {
        return new MigrationException(
                ErrorKind.USAGE,
                "Cannot export the quarantine to %s: %s. Name a file that can be written."
                        .formatted(file, failure.getMessage()),
                failure);
    }

    private interface Reading {
        void read(QuarantineLedger quarantine, LoadRecord load);
    }

    private void read(Reading reading) {
        try (Connection connection =
                Connections.open(
                        Side.TARGET,
                        LedgerHome.of(spec.ledger()),
                        new Session(
                                "drover quarantine " + spec.name(), Session.Timeouts.STATEMENT))) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            LedgerHistory history = new LedgerHistory(connection, LedgerHistory.DEFAULT_SCHEMA);
            LoadRecord load =
                    (history.exists()
                                    ? history.currentLoad(spec.name())
                                    : Optional.<LoadRecord>empty())
                            .orElseThrow(this::nothingLoaded);
            reading.read(new QuarantineLedger(connection, LedgerHistory.DEFAULT_SCHEMA), load);
            connection.rollback();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the quarantine of " + spec.name(), failure);
        }
    }

    private MigrationException nothingLoaded() {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot look into the quarantine of migration %s: the target's ledger knows no load of it. Run `drover migrate` first."
                        .formatted(spec.name()));
    }

    /** Also what is masked only since the load must not be shown any more. */
    private Map<String, Set<String>> masked() {
        Masks masks = new Masks(spec);
        Map<String, Set<String>> columns = new TreeMap<>();
        for (TableSpec table : spec.tables()) {
            columns.put(table.name().toString(), masks.sourceColumns(table.name()));
        }
        return columns;
    }
}
