package io.drover.report;

import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Unfit;
import java.util.ArrayList;
import java.util.List;

/** What of a profile must be known before anything is loaded, each in one sentence. */
final class ProfileFindings {
    private ProfileFindings() {}

    static List<String> of(MigrationProfile profile) {
        List<String> findings = new ArrayList<>();
        for (TableProfile table : profile.tables()) {
            if (table.failure() != null) {
                findings.add("%s could not be profiled.".formatted(table.table()));
            }
            for (Unfit unfit : table.unfit()) {
                findings.add(
                        "%s%s: %s will not fit (%s)."
                                .formatted(
                                        table.table(),
                                        unfit.column().isEmpty() ? "" : "." + unfit.column(),
                                        Figures.counted(unfit.rows(), "row"),
                                        unfit.rule()));
            }
            for (DuplicateKeys keys : table.duplicates()) {
                if (keys.kind() == DuplicateKeys.Kind.DECLARED && keys.keys() > 0) {
                    findings.add(
                            "%s: %s of %s, in %s."
                                    .formatted(
                                            table.table(),
                                            Figures.counted(keys.keys(), "repeated value"),
                                            String.join(", ", keys.columns()),
                                            Figures.counted(keys.rows(), "row")));
                }
            }
            for (Orphans orphans : table.orphans()) {
                if (orphans.rows() > 0) {
                    findings.add(
                            "%s.%s: %s without a row in %s%s."
                                    .formatted(
                                            table.table(),
                                            String.join(", ", orphans.columns()),
                                            Figures.counted(orphans.rows(), "row"),
                                            orphans.parent(),
                                            orphans.constraint() == null
                                                    ? " (a likely reference)"
                                                    : ""));
                }
            }
        }
        return findings;
    }
}
