package io.drover.plan;

import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Unfit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a profile found, as warnings of the plan; each says of when it is. Pure. */
public final class ProfileWarnings {
    private final String time;
    private final List<PlanWarning> warnings = new ArrayList<>();

    private ProfileWarnings(Instant profiledAt) {
        this.time = profiledAt.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The plan with the warnings that a profile of its tables gives, behind its own. */
    public static MigrationPlan add(MigrationPlan plan, MigrationProfile profile) {
        Set<TableName> planned = new HashSet<>();
        plan.tables().stream().map(TablePlan::source).forEach(planned::add);
        ProfileWarnings found = new ProfileWarnings(profile.startedAt());
        profile.tables().stream()
                .filter(table -> table.partitions() > 0 || planned.contains(table.table()))
                .forEach(found::addTable);
        return with(plan, found.warnings);
    }

    /** The plan with one more warning, about the profile itself. */
    public static MigrationPlan add(MigrationPlan plan, PlanWarning warning) {
        return with(plan, List.of(warning));
    }

    private static MigrationPlan with(MigrationPlan plan, List<PlanWarning> more) {
        List<PlanWarning> all = new ArrayList<>(plan.warnings());
        all.addAll(more);
        return new MigrationPlan(
                plan.migration(),
                plan.schemaMode(),
                plan.sourceVersion(),
                plan.targetVersion(),
                plan.consistency(),
                plan.tables(),
                plan.ddl(),
                plan.sequences(),
                all);
    }

    private void addTable(TableProfile table) {
        for (Unfit unfit : table.unfit()) {
            add(
                    unfit.column().isEmpty()
                            ? "table " + table.table()
                            : "column " + table.table() + "." + unfit.column(),
                    "%,d rows%s will not fit %s."
                            .formatted(
                                    unfit.rows(),
                                    table.sampled() ? " of a sample" : "",
                                    unfit.rule()),
                    "Widen the target, give the column a rule, or expect them in quarantine.");
        }
        for (DuplicateKeys keys : table.duplicates()) {
            if (keys.kind() == DuplicateKeys.Kind.DECLARED && keys.keys() > 0) {
                add(
                        "key %s of %s".formatted(String.join(", ", keys.columns()), table.table()),
                        "%,d values occur more than once, in %,d rows."
                                .formatted(keys.keys(), keys.rows()),
                        "Deduplicate the table, or name another key.");
            }
        }
        for (Orphans orphans : table.orphans()) {
            if (orphans.constraint() != null && orphans.rows() > 0) {
                add(
                        "foreign key %s of %s".formatted(orphans.constraint(), table.table()),
                        "%,d rows point at no row of %s."
                                .formatted(orphans.rows(), orphans.parent()),
                        "Leave them out with a where or a check, or mend them in the source.");
            }
        }
    }

    private void add(String object, String text, String hint) {
        warnings.add(
                new PlanWarning(
                        PlanWarning.Kind.ATTENTION,
                        object,
                        "%s (profile of %s)".formatted(text, time),
                        hint));
    }
}
