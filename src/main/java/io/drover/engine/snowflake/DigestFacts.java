package io.drover.engine.snowflake;

import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.EngineFact;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether the account at hand makes the canonical form of the values that ship with the program:
 * two queries, where the warehouse runs anyway.
 */
final class DigestFacts {
    private static final int SHOWN = 5;

    private final Connection connection;
    private final DigestTrial<DigestedColumn> trial = TrialSql.trial();

    DigestFacts(Connection connection) {
        this.connection = connection;
    }

    /**
     * One fact.
     *
     * @param warehouse the session's; null where it has none
     */
    EngineFact tried(@Nullable Warehouse warehouse) {
        if (warehouse == null || warehouse.size() == null) {
            return untried("the session has no warehouse that the role sees");
        }
        if (!warehouse.state().equals("started")) {
            return untried("the warehouse is not started, and to resume it costs");
        }
        List<String> wrong;
        try {
            wrong = trial.wrong(connection);
        } catch (SQLException refused) {
            return new EngineFact(
                    "The canonical form's %d shipped values could not be tried on this account: %s."
                            .formatted(trial.values().size(), DigestTrial.said(refused)),
                    inSpark());
        }
        if (!wrong.isEmpty()) {
            int others = wrong.size() - Math.min(SHOWN, wrong.size());
            return new EngineFact(
                    "Of the canonical form's %d shipped values %d come out otherwise on this account: %s%s."
                            .formatted(
                                    trial.values().size(),
                                    wrong.size(),
                                    String.join("; ", wrong.subList(0, wrong.size() - others)),
                                    others == 0 ? "" : "; and " + others + " more"),
                    inSpark());
        }
        return new EngineFact(
                "The canonical form's %d shipped values give the same on this account: reconcile.digest = server may be used."
                        .formatted(trial.values().size()),
                "");
    }

    private EngineFact untried(String why) {
        return new EngineFact(
                "The canonical form's %d shipped values could not be tried on this account: %s. Digests are made in Spark; with reconcile.digest = server each run tries the values first."
                        .formatted(trial.values().size(), why),
                "");
    }

    private static String inSpark() {
        return "Nothing has to be done: digests are made in Spark, also with reconcile.digest = server. Tell Drover's authors.";
    }
}
