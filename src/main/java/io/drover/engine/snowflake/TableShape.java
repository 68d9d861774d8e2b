package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the columns of a table are still those of the plan. Snowflake converts what it is given,
 * so rows could come into columns of another type and nobody would hear of it.
 */
final class TableShape {
    private final SnowflakeNames names;
    private final StoredTable table;

    TableShape(SnowflakeNames names, StoredTable table) {
        this.names = names;
        this.table = table;
    }

    /** Before a load: refuses a target that cannot take its rows. */
    void refuseUnfit(Connection connection) throws SQLException {
        List<String> misfits = ofTarget(connection);
        if (!misfits.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot load into %s: %s. Alter the table, or load with replace."
                            .formatted(table.plan().target(), String.join("; ", misfits)));
        }
    }

    /**
     * During a load: refuses a table that rows wait in, and one that they are to be added to, which
     * somebody changed.
     */
    void refuseChanged(Connection connection) throws SQLException {
        TableName incoming = names.incoming(table.plan().target());
        List<String> misfits = misfits(connection, incoming, true);
        if (!misfits.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot go on with the rows for %s: somebody changed %s, where they wait: %s. The table itself is as it was; give `migrate --restart`, which reads the rows again."
                            .formatted(
                                    table.plan().target(), incoming, String.join("; ", misfits)));
        }
        misfits = adds() ? ofTarget(connection) : List.of();
        if (!misfits.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot add the rows to %s: somebody changed it since the load began: %s. Nothing was added, and the rows wait in %s; put the table back as it was and give the same command again, or give `migrate --restart`, which plans anew."
                            .formatted(
                                    table.plan().target(), String.join("; ", misfits), incoming));
        }
    }

    private boolean adds() {
        return table.plan().mode() != LoadMode.REPLACE;
    }

    /** What a refusal was for, where one of the tables was changed; else the refusal itself. */
    MigrationException explained(SnowflakeSession session, MigrationException refusal) {
        if (refusal.kind() == ErrorKind.TARGET && refusal.getCause() instanceof SQLException) {
            try {
                session.run(
                        "look at " + table.plan().target(),
                        connection -> {
                            refuseChanged(connection);
                            return null;
                        });
            } catch (MigrationException changed) {
                changed.addSuppressed(refusal);
                return changed;
            }
        }
        return refusal;
    }

    private List<String> ofTarget(Connection connection) throws SQLException {
        return misfits(connection, table.plan().target(), false);
    }

    private List<String> misfits(Connection connection, TableName place, boolean exactly)
            throws SQLException {
        List<ColumnInfo> standing = new SnowflakeCatalog(connection, names).columns(place);
        if (standing.isEmpty()) {
            return List.of("it is gone");
        }
        List<String> misfits = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            standing.stream()
                    .filter(each -> each.name().equals(column.target()))
                    .findFirst()
                    .ifPresentOrElse(
                            there -> misfit(column, there, misfits),
                            () -> misfits.add("it has no column " + column.target()));
        }
        for (ColumnInfo column : standing) {
            boolean filled =
                    table.plan().columns().stream()
                            .anyMatch(each -> each.target().equals(column.name()));
            if (!filled && exactly) {
                misfits.add("it has a column " + column.name());
            } else if (!filled && column.notNull() && column.defaultExpression() == null) {
                misfits.add(
                        "nothing of the source goes to " + column.name() + ", which is NOT NULL");
            }
        }
        return misfits;
    }

    private static void misfit(ColumnPlan column, ColumnInfo there, List<String> misfits) {
        String wanted = column.targetType().toLowerCase(Locale.ROOT);
        String stands = there.origin() == null ? "" : there.origin().type();
        if (!wanted.equals(stands)) {
            misfits.add(
                    "its column %s is %s and would get %s"
                            .formatted(column.target(), stands, wanted));
        }
    }
}
