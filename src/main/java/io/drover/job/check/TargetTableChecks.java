package io.drover.job.check;

import io.drover.dialect.postgres.PostgresChecks;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Findings;
import io.drover.job.source.Inquiry;
import io.drover.ledger.LedgerSchema;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges what the connected role may make, replace and write in the target. */
final class TargetTableChecks {
    private record Schema(boolean usable, boolean creatable) {}

    private final List<TablePlan> plans;
    private final Catalog catalog;
    private final ServerFacts server;
    private final String role;
    private final Inquiry inquiry;
    private final Findings findings;

    TargetTableChecks(
            List<TablePlan> plans,
            Catalog catalog,
            ServerFacts server,
            Inquiry inquiry,
            Findings findings) {
        this.plans = plans;
        this.catalog = catalog;
        this.server = server;
        this.role = PostgresNames.quote(server.role());
        this.inquiry = inquiry;
        this.findings = findings;
    }

    void look() {
        schemas();
        ledger();
        replaced();
        written();
        triggers();
        temporaryTables();
        locks();
    }

    private void schemas() {
        Map<String, Schema> standing = new HashMap<>();
        inquiry.list(
                        "read the schemas of the target",
                        PostgresChecks.SCHEMAS,
                        row ->
                                Map.entry(
                                        row.getString("name"),
                                        new Schema(
                                                row.getBoolean("usable"),
                                                row.getBoolean("creatable"))))
                .forEach(entry -> standing.put(entry.getKey(), entry.getValue()));
        TreeSet<String> wanted = new TreeSet<>(List.of(LedgerSchema.NAME));
        plans.stream()
                .flatMap(plan -> Stream.of(plan.target().schema(), plan.staging().schema()))
                .forEach(wanted::add);
        List<String> absent = wanted.stream().filter(name -> !standing.containsKey(name)).toList();
        boolean creates =
                inquiry.one(
                        "read the privileges on the target's database",
                        PostgresChecks.MAY_CREATE_SCHEMAS,
                        row -> row.getBoolean(1));
        if (!absent.isEmpty() && !creates) {
            findings.failure(
                    Side.TARGET,
                    "Role %s may not create schemas, and these have to be made: %s."
                            .formatted(role, Findings.some(absent)),
                    "GRANT CREATE ON DATABASE %s TO %s;"
                            .formatted(PostgresNames.quote(server.database()), role));
        } else if (!absent.isEmpty()) {
            findings.ok(Side.TARGET, "schemas to be made: " + Findings.some(absent));
        }
        for (String name : wanted) {
            Schema schema = standing.get(name);
            if (schema != null && needsCreate(name) && !schema.creatable()) {
                findings.failure(
                        Side.TARGET,
                        "Role %s may not create tables in schema %s.".formatted(role, name),
                        "GRANT USAGE, CREATE ON SCHEMA %s TO %s;"
                                .formatted(PostgresNames.quote(name), role));
            } else if (schema != null && !schema.usable()) {
                findings.failure(
                        Side.TARGET,
                        "Role %s may not use schema %s.".formatted(role, name),
                        "GRANT USAGE ON SCHEMA %s TO %s;"
                                .formatted(PostgresNames.quote(name), role));
            }
        }
    }

    /** The ledger's, and where a table has to be made or moved to. */
    private boolean needsCreate(String schema) {
        return schema.equals(LedgerSchema.NAME)
                || plans.stream()
                        .anyMatch(
                                plan ->
                                        plan.target().schema().equals(schema)
                                                && (plan.mode() == LoadMode.REPLACE
                                                        || catalog.table(plan.target()).isEmpty()));
    }

    /** A ledger that another role made must be open to this one. */
    private void ledger() {
        long closed =
                inquiry.list(
                                "read the privileges on the ledger",
                                PostgresChecks.CLOSED_LEDGER_TABLES,
                                row -> row.getLong(1),
                                LedgerSchema.NAME)
                        .get(0);
        if (closed > 0) {
            findings.failure(
                    Side.TARGET,
                    "Role %s may not write %s of the ledger, which another role made."
                            .formatted(role, Findings.counted(closed, "table")),
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s;"
                            .formatted(PostgresNames.quote(LedgerSchema.NAME), role));
        }
    }

    private void replaced() {
        List<TableInfo> standing = standing(LoadMode.REPLACE);
        if (standing.isEmpty()) {
            return;
        }
        findings.warning(
                Side.TARGET,
                "%s will be replaced: %s."
                        .formatted(
                                Findings.counted(standing.size(), "standing table"),
                                Findings.some(standing.stream().map(TableInfo::name).toList())),
                "Nothing has to be done: the old ones are kept until `drover migrate --release`.");
        List<TableInfo> foreign =
                standing.stream().filter(table -> !table.access().owned()).toList();
        if (!foreign.isEmpty()) {
            findings.failure(
                    Side.TARGET,
                    "Only its owner can replace a table, and role %s does not own %s."
                            .formatted(
                                    role,
                                    Findings.some(foreign.stream().map(TableInfo::name).toList())),
                    foreign.stream()
                            .map(table -> table.access().owner())
                            .distinct()
                            .map(
                                    owner ->
                                            "GRANT %s TO %s;"
                                                    .formatted(PostgresNames.quote(owner), role))
                            .collect(Collectors.joining("\n")));
        }
    }

    private void written() {
        List<TableInfo> appended = standing(LoadMode.APPEND);
        List<TableInfo> upserted = standing(LoadMode.UPSERT);
        List<TableInfo> all = new ArrayList<>(appended);
        all.addAll(upserted);
        Map<TableName, List<String>> lacking = new LinkedHashMap<>();
        lacks(all, "SELECT", table -> table.access().selectable(), lacking);
        lacks(all, "INSERT", table -> table.access().insertable(), lacking);
        lacks(upserted, "UPDATE", table -> table.access().updatable(), lacking);
        if (!lacking.isEmpty()) {
            findings.failure(
                    Side.TARGET,
                    "Role %s may not write or prove %s: %s."
                            .formatted(
                                    role,
                                    Findings.counted(lacking.size(), "table"),
                                    Findings.some(List.copyOf(lacking.keySet()))),
                    lacking.entrySet().stream()
                            .map(
                                    entry ->
                                            "GRANT %s ON %s TO %s;"
                                                    .formatted(
                                                            String.join(", ", entry.getValue()),
                                                            PostgresNames.quote(entry.getKey()),
                                                            role))
                            .collect(Collectors.joining("\n")));
        }
        List<TableName> secured =
                all.stream()
                        .filter(table -> table.access().rowSecurityApplies())
                        .map(TableInfo::name)
                        .toList();
        if (!secured.isEmpty()) {
            findings.failure(
                    Side.TARGET,
                    "Row-level security applies to role %s in %s: rows could be refused, and none be proven."
                            .formatted(role, Findings.some(secured)),
                    "ALTER ROLE %s BYPASSRLS; -- or connect as the tables' owner".formatted(role));
        }
    }

    private static void lacks(
            List<TableInfo> tables,
            String privilege,
            Predicate<TableInfo> granted,
            Map<TableName, List<String>> lacking) {
        tables.stream()
                .filter(granted.negate())
                .forEach(
                        table ->
                                lacking.computeIfAbsent(table.name(), name -> new ArrayList<>())
                                        .add(privilege));
    }

    /** Rows go into a standing table with its triggers and foreign keys silent. */
    private void triggers() {
        if (plans.stream().allMatch(plan -> plan.mode() == LoadMode.REPLACE)) {
            return;
        }
        try {
            inquiry.inTransaction(
                    "silence triggers on the target", PostgresChecks.SILENCE_TRIGGERS);
            findings.ok(Side.TARGET, "triggers and foreign keys can be silenced during the load");
        } catch (MigrationException refused) {
            findings.failure(
                    Side.TARGET,
                    "Role %s may not set session_replication_role, which keeps triggers and foreign keys silent while rows are appended."
                            .formatted(role),
                    server.versionNumber() >= PostgresChecks.GRANT_PARAMETER_VERSION
                            ? "GRANT SET ON PARAMETER session_replication_role TO %s;"
                                    .formatted(role)
                            : "ALTER ROLE %s SUPERUSER; -- before version 15 only such a role may"
                                    .formatted(role));
        }
    }

    /** An upsert stages each chunk in a temporary table. */
    private void temporaryTables() {
        if (plans.stream().noneMatch(plan -> plan.mode() == LoadMode.UPSERT)) {
            return;
        }
        boolean allowed =
                inquiry.one(
                        "read the privileges on the target's database",
                        PostgresChecks.MAY_CREATE_TEMPORARY_TABLES,
                        row -> row.getBoolean(1));
        if (!allowed) {
            findings.failure(
                    Side.TARGET,
                    "Role %s may not make temporary tables, in which an upsert stages its chunks."
                            .formatted(role),
                    "GRANT TEMPORARY ON DATABASE %s TO %s;"
                            .formatted(PostgresNames.quote(server.database()), role));
        }
    }

    /** The swap locks every table at once, the new and the old, with what belongs to them. */
    private void locks() {
        long replacing = plans.stream().filter(plan -> plan.mode() == LoadMode.REPLACE).count();
        long locks = replacing * 5 + standing(LoadMode.REPLACE).size() * 5L;
        if (locks > server.lockSlots()) {
            findings.warning(
                    Side.TARGET,
                    "The swap takes about %d locks in one transaction, and max_locks_per_transaction makes room for %d in the whole server."
                            .formatted(locks, server.lockSlots()),
                    "ALTER SYSTEM SET max_locks_per_transaction = %d; -- and restart the server"
                            .formatted(64 + 2 * locks / server.maxConnections()));
        }
    }

    private List<TableInfo> standing(LoadMode mode) {
        return plans.stream()
                .filter(plan -> plan.mode() == mode)
                .map(TablePlan::target)
                .distinct()
                .flatMap(name -> catalog.table(name).stream())
                .toList();
    }
}
