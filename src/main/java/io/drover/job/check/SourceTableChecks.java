package io.drover.job.check;

import io.drover.dialect.postgres.PostgresChecks;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Findings;
import io.drover.job.source.Inquiry;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges what the connected role may read of the selected tables. */
final class SourceTableChecks {
    private final MigrationSpec spec;
    private final Catalog catalog;
    private final String role;
    private final Inquiry inquiry;
    private final Findings findings;

    SourceTableChecks(
            MigrationSpec spec, Catalog catalog, String role, Inquiry inquiry, Findings findings) {
        this.spec = spec;
        this.catalog = catalog;
        this.role = PostgresNames.quote(role);
        this.inquiry = inquiry;
        this.findings = findings;
    }

    void look() {
        // A partitioned table is read through its leaves: only theirs are the privileges that
        // count.
        List<TableInfo> read =
                catalog.tables().stream().filter(table -> !table.isPartitioned()).toList();
        tables(read);
        rowSecurity(read);
        sequences();
        filters(read);
        snapshot();
    }

    private void tables(List<TableInfo> read) {
        List<TableName> unreadable =
                read.stream()
                        .filter(table -> !table.access().selectable())
                        .map(TableInfo::name)
                        .toList();
        if (unreadable.isEmpty()) {
            findings.ok(
                    Side.SOURCE,
                    "%s selected, all may be read"
                            .formatted(Findings.counted(read.size(), "table")));
            return;
        }
        String grants = usage(unreadable) + grants("SELECT ON", unreadable);
        findings.failure(
                Side.SOURCE,
                "Role %s may not read %d of %s: %s."
                        .formatted(
                                role,
                                unreadable.size(),
                                Findings.counted(read.size(), "table"),
                                Findings.some(unreadable)),
                grants.strip());
    }

    private void rowSecurity(List<TableInfo> read) {
        List<TableInfo> hidden =
                read.stream().filter(table -> table.access().rowSecurityApplies()).toList();
        if (hidden.isEmpty()) {
            return;
        }
        String forced =
                hidden.stream()
                        .filter(table -> table.access().owned())
                        .map(
                                table ->
                                        "\nALTER TABLE %s NO FORCE ROW LEVEL SECURITY; -- or this, as the owner"
                                                .formatted(PostgresNames.quote(table.name())))
                        .collect(Collectors.joining());
        findings.failure(
                Side.SOURCE,
                "Row-level security hides rows from role %s in %s: fewer would arrive, with no error."
                        .formatted(
                                role, Findings.some(hidden.stream().map(TableInfo::name).toList())),
                "ALTER ROLE %s BYPASSRLS; -- or connect as the tables' owner".formatted(role)
                        + forced);
    }

    private void sequences() {
        List<TableName> unreadable =
                catalog.sequences().stream()
                        .filter(sequence -> !sequence.readable())
                        .map(SequenceInfo::name)
                        .toList();
        if (!unreadable.isEmpty()) {
            findings.failure(
                    Side.SOURCE,
                    "Role %s may not read the value of %s: %s."
                            .formatted(
                                    role,
                                    Findings.counted(unreadable.size(), "sequence"),
                                    Findings.some(unreadable)),
                    (usage(unreadable) + grants("SELECT ON SEQUENCE", unreadable)).strip());
        }
    }

    /**
     * Planned by the server and not run: a filter that does not parse fails here, not in a task.
     */
    private void filters(List<TableInfo> read) {
        for (TableSpec table : spec.tables()) {
            boolean readable =
                    read.stream()
                            .anyMatch(
                                    found ->
                                            found.name().equals(table.name())
                                                    && found.access().selectable()
                                                    && !found.access().rowSecurityApplies());
            if (table.where() == null || !readable) {
                continue;
            }
            try {
                inquiry.inReadOnlyTransaction(
                        "filter %s by its where".formatted(table.name()),
                        PostgresChecks.explain(table.name(), table.where()));
                findings.ok(Side.SOURCE, "the filter of %s is valid".formatted(table.name()));
            } catch (MigrationException refused) {
                findings.failure(Side.SOURCE, refused);
            }
        }
    }

    private void snapshot() {
        @Nullable String snapshot = spec.source().snapshot();
        if (snapshot == null) {
            return;
        }
        try {
            inquiry.inReadOnlyTransaction(
                    "adopt the snapshot %s of another session".formatted(snapshot),
                    PostgresChecks.adopt(snapshot));
            findings.ok(Side.SOURCE, "snapshot %s is open".formatted(snapshot));
        } catch (MigrationException refused) {
            findings.failure(Side.SOURCE, refused);
        }
    }

    private String usage(List<TableName> names) {
        Set<String> closed =
                new TreeSet<>(
                        inquiry.list(
                                "read the schemas of the source",
                                PostgresChecks.SCHEMAS,
                                row -> row.getBoolean("usable") ? "" : row.getString("name")));
        return names.stream()
                .map(TableName::schema)
                .distinct()
                .filter(closed::contains)
                .map(
                        schema ->
                                "GRANT USAGE ON SCHEMA %s TO %s;\n"
                                        .formatted(PostgresNames.quote(schema), role))
                .collect(Collectors.joining());
    }

    private String grants(String what, List<TableName> names) {
        return names.stream()
                .map(name -> "GRANT %s %s TO %s;".formatted(what, PostgresNames.quote(name), role))
                .collect(Collectors.joining("\n"));
    }
}
