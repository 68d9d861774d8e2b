package io.drover.job.reconcile;

import io.drover.ledger.Ledger;
import io.drover.ledger.Load;
import io.drover.ledger.TableProgress;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.history.RowFates;
import io.drover.plan.PlanJson;
import io.drover.reconcile.levels.Account;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the ledger says of the latest load of a migration, by table of the target. */
final class LedgerAccounts {
    private LedgerAccounts() {}

    /** Empty where nothing was loaded. */
    static Map<TableName, Account> read(Ledger ledger, String migration) {
        Load load = ledger.latestLoad(migration).orElse(null);
        if (load == null) {
            return Map.of();
        }
        Map<Integer, TableProgress> progress = new LinkedHashMap<>();
        ledger.tables()
                .progress(load.loadId())
                .forEach(table -> progress.put(table.number(), table));
        Map<String, Long> repaired = ledger.tables().repaired(load.loadId());
        Map<TableName, List<TablePlan>> meeting = new LinkedHashMap<>();
        for (TablePlan plan : PlanJson.read(load.plan()).tables()) {
            meeting.computeIfAbsent(plan.target(), none -> new ArrayList<>()).add(plan);
        }
        Map<TableName, Account> accounts = new LinkedHashMap<>();
        meeting.forEach(
                (target, plans) ->
                        accounts.put(
                                target,
                                account(load, plans, progress, repaired.get(target.toString()))));
        return accounts;
    }

    private static Account account(
            Load load,
            List<TablePlan> plans,
            Map<Integer, TableProgress> progress,
            @Nullable Long repaired) {
        RowFates rows = RowFates.NONE;
        SetDigest sent = SetDigest.EMPTY;
        boolean complete =
                load.state() == Load.State.COMPLETE || load.state() == Load.State.RELEASED;
        for (TablePlan plan : plans) {
            TableProgress table = progress.get(plan.number());
            complete &= table.allChunksLoaded();
            sent = sent.plus(table.digest());
            rows =
                    rows.plus(
                            new RowFates(
                                    table.read(),
                                    table.loaded(),
                                    table.filtered(),
                                    table.deduplicated(),
                                    table.quarantined()));
        }
        TablePlan first = plans.get(0);
        return new Account(
                load.loadId(),
                first.mode(),
                complete ? Account.Progress.COMPLETE : Account.Progress.UNDER_WAY,
                rows,
                repaired == null ? 0 : repaired,
                sent,
                first.wire(),
                alike(plans) ? first.loadedColumns() : null,
                doubts(plans, repaired));
    }

    private static boolean alike(List<TablePlan> plans) {
        TablePlan first = plans.get(0);
        return plans.stream()
                .allMatch(
                        plan ->
                                plan.loadedColumns().equals(first.loadedColumns())
                                        && plan.wire() == first.wire());
    }

    private static List<String> doubts(List<TablePlan> plans, @Nullable Long repaired) {
        List<String> doubts = new ArrayList<>();
        TablePlan first = plans.get(0);
        if (first.mode() != LoadMode.REPLACE) {
            doubts.add("rows may have stood there before (load = " + keyword(first) + ")");
        }
        if (repaired != null) {
            doubts.add("rows were repaired since");
        }
        if (plans.stream().anyMatch(plan -> plan.rules() != null)) {
            doubts.add("rules made its values, which the target may hold in another form");
        }
        List<String> converted =
                plans.stream()
                        .flatMap(plan -> plan.columns().stream())
                        .filter(column -> !column.sourceType().equals(column.targetType()))
                        .map(ColumnPlan::target)
                        .distinct()
                        .toList();
        if (!converted.isEmpty()) {
            doubts.add("the target converts " + String.join(", ", converted));
        }
        return doubts;
    }

    private static String keyword(TablePlan plan) {
        return plan.mode().name().toLowerCase(java.util.Locale.ROOT);
    }
}
