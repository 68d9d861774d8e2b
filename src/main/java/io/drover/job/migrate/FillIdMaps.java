package io.drover.job.migrate;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.SourceSide;
import io.drover.ledger.IdMaps;
import io.drover.ledger.LedgerHome;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ValueOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Numbers the keys of every {@code dense} rule before a row is loaded, under the run's snapshot, so
 * that all tables that use a map find all of its keys.
 *
 * <p>Runs on: driver. Repeats: a key that has a number keeps it.
 */
public final class FillIdMaps {
    /** A map is handed to every task whole: about 200 bytes a key there. */
    private static final long MAX_KEYS = 2_000_000;

    private final MigrationSpec spec;

    public FillIdMaps(MigrationSpec spec) {
        this.spec = spec;
    }

    /**
     * Fills the maps.
     *
     * @param source in the run's snapshot
     * @throws MigrationException SPEC when a map has more keys than a task can hold
     */
    public void fill(SourceSide source, List<TablePlan> tables) {
        List<TableSpec> numbering =
                spec.tables().stream()
                        .filter(
                                table ->
                                        table.rules().columns().stream()
                                                .anyMatch(FillIdMaps::numbers))
                        .toList();
        if (numbering.isEmpty()) {
            return;
        }
        Session session = new Session("drover " + spec.name() + " id-maps", Session.Timeouts.NONE);
        try (Connection target =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            IdMaps maps = new IdMaps(target, spec.name());
            for (TableSpec table : numbering) {
                for (ColumnRule rule : table.rules().columns()) {
                    if (rule.value() instanceof ValueOrigin.DenseKey dense) {
                        fill(maps, source.connection(), table, dense, tables);
                    }
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "close a connection to the target", failure);
        }
    }

    private static boolean numbers(ColumnRule rule) {
        return rule.value() instanceof ValueOrigin.DenseKey;
    }

    private static void fill(
            IdMaps maps,
            Connection source,
            TableSpec table,
            ValueOrigin.DenseKey dense,
            List<TablePlan> tables) {
        for (TablePlan plan : tables) {
            boolean own =
                    plan.source().equals(table.name())
                            && (table.target() == null || table.target().equals(plan.target()));
            if (!own) {
                continue;
            }
            long keys =
                    maps.fill(
                            dense.map(),
                            dense.start(),
                            () ->
                                    new CopyOutRows(
                                            Side.SOURCE,
                                            source,
                                            sql(plan, dense.of()),
                                            WireForm.TEXT));
            if (keys > MAX_KEYS) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot use the id-map %s: it has %d keys, and every task must hold all of them; at most %d are right. Make the key with uuid, which needs no map."
                                .formatted(dense.map(), keys, MAX_KEYS));
            }
        }
    }

    /** Each key once, in the order of its columns, framed as rules frame it. */
    private static String sql(TablePlan plan, List<String> of) {
        List<String> names = of.stream().map(PostgresNames::quote).toList();
        List<String> texts = names.stream().map(PostgresNames::printed).toList();
        String key =
                texts.size() == 1
                        ? texts.get(0)
                        : texts.stream()
                                .map(text -> "length(%s) || ':' || %s".formatted(text, text))
                                .collect(Collectors.joining(" || "));
        String present =
                names.stream()
                        .map(name -> name + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
        String columns = String.join(", ", names);
        return "COPY (SELECT %s FROM (SELECT DISTINCT %s FROM ONLY %s WHERE %s%s) keys ORDER BY %s) TO STDOUT (FORMAT text)"
                .formatted(
                        key,
                        columns,
                        PostgresNames.quote(plan.source()),
                        present,
                        plan.where() == null ? "" : " AND (" + plan.where() + "\n)",
                        columns);
    }
}
