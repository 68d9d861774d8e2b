package io.drover.cli;

import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Trouble;
import io.drover.model.profile.Unfit;
import io.drover.report.Figures;
import java.util.ArrayList;
import java.util.List;

/** What a profile says in a few lines on a terminal: the tables, and what deserves a look. */
final class ProfileText {
    private ProfileText() {}

    static List<String> lines(MigrationProfile profile) {
        List<String> lines = new ArrayList<>();
        profile.tables().forEach(table -> add(table, lines));
        lines.add(
                "Profiled: %s in %s%s."
                        .formatted(
                                Figures.counted(profile.rows(), "row"),
                                Figures.counted(profile.tables().size(), "table"),
                                sample(profile)));
        return lines;
    }

    private static String sample(MigrationProfile profile) {
        return profile.samplePercent() == null
                ? ""
                : ", a sample of %s %% of the blocks of large tables"
                        .formatted(Figures.decimal(profile.samplePercent()));
    }

    private static void add(TableProfile table, List<String> lines) {
        if (table.failure() != null) {
            lines.add("%s: not profiled. %s".formatted(table.table(), table.failure()));
            return;
        }
        lines.add(
                "%s: %s%s, %s"
                        .formatted(
                                table.table(),
                                Figures.counted(table.rows(), "row"),
                                table.sampled() ? " of a sample" : "",
                                Figures.counted(table.columns().size(), "column")));
        table.unfit().forEach(unfit -> lines.add(line(unfit)));
        for (DuplicateKeys duplicates : table.duplicates()) {
            if (duplicates.keys() > 0) {
                lines.add(
                        "  %s%s: %s in %s"
                                .formatted(
                                        String.join(", ", duplicates.columns()),
                                        switch (duplicates.kind()) {
                                            case DECLARED -> "";
                                            case CANDIDATE -> ", a likely key";
                                            case NEAR -> ", without case, accents and blanks";
                                        },
                                        Figures.counted(duplicates.keys(), "repeated key"),
                                        Figures.counted(duplicates.rows(), "row")));
            }
        }
        for (Orphans orphans : table.orphans()) {
            if (orphans.rows() > 0) {
                lines.add(
                        "  %s: %s without %s"
                                .formatted(
                                        String.join(", ", orphans.columns()),
                                        Figures.counted(orphans.rows(), "row"),
                                        orphans.parent()));
            }
        }
        for (ColumnProfile column : table.columns()) {
            for (Trouble trouble : column.troubles()) {
                lines.add(
                        "  %s: %s %s"
                                .formatted(
                                        column.name(),
                                        Figures.counted(trouble.rows(), "value"),
                                        trouble.kind().says()));
            }
        }
    }

    private static String line(Unfit unfit) {
        return "  %s: %s will not fit %s, first %s"
                .formatted(
                        unfit.column().isEmpty() ? "row" : unfit.column(),
                        Figures.counted(unfit.rows(), "row"),
                        unfit.rule(),
                        unfit.examples().isEmpty() ? "unknown" : unfit.examples().get(0));
    }
}
