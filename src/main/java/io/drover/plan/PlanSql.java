package io.drover.plan;

import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.SequencePlan;
import io.drover.model.TablePlan;
import java.util.List;

/**
 * The plan as SQL to review: every statement that is run in the target, in order, with its phase as
 * a comment. The rows themselves are named in comments.
 */
public final class PlanSql {
    private PlanSql() {}

    public static String render(MigrationPlan plan) {
        StringBuilder sql = new StringBuilder();
        comment(
                sql,
                "Migration %s: %s to %s."
                        .formatted(plan.migration(), plan.sourceVersion(), plan.targetVersion()));
        comment(sql, "To be read, not to be run: the rows come between the phases.");
        for (PlanWarning warning : plan.warnings()) {
            comment(
                    sql,
                    (warning.kind() == PlanWarning.Kind.NOT_CARRIED
                                    ? "Not carried: "
                                    : "Attention: ")
                            + warning.object());
        }
        for (DdlPhase phase : DdlPhase.values()) {
            phase(sql, phase, plan);
        }
        return sql.toString();
    }

    private static void phase(StringBuilder sql, DdlPhase phase, MigrationPlan plan) {
        List<DdlStep> steps = plan.steps(phase);
        if (!steps.isEmpty()) {
            sql.append('\n');
            comment(sql, phase + ": " + meaning(phase));
        }
        for (DdlStep step : steps) {
            sql.append('\n');
            comment(sql, "%d: %s".formatted(step.number(), step.object()));
            sql.append(step.sql()).append(";\n");
        }
        if (phase == DdlPhase.PRE_DATA) {
            rows(sql, plan);
        }
    }

    private static void rows(StringBuilder sql, MigrationPlan plan) {
        sql.append('\n');
        comment(sql, "ROWS: one transaction for each chunk.");
        for (TablePlan table : plan.tables()) {
            comment(
                    sql,
                    "%d: %s to %s, %s, %d %s%s"
                            .formatted(
                                    table.number(),
                                    table.source(),
                                    table.staging(),
                                    table.mode(),
                                    table.chunks().size(),
                                    table.chunks().size() == 1 ? "chunk" : "chunks",
                                    table.where() == null ? "" : ", where " + table.where()));
        }
        for (SequencePlan sequence : plan.sequences()) {
            comment(
                    sql,
                    "sequence %s is set behind %s"
                            .formatted(sequence.staging(), sequence.source()));
        }
    }

    private static String meaning(DdlPhase phase) {
        return switch (phase) {
            case PRE_DATA -> "before the first row, in one transaction.";
            case TABLE -> "for each table as soon as its rows are in.";
            case PARENT -> "when all tables are in.";
            case FOREIGN_KEY -> "after all keys.";
            case LAST -> "before the swap.";
            case SWAP -> "in one transaction.";
            case RELEASE -> "only by migrate --release.";
        };
    }

    /** A name may hold a line feed, and must not end the comment by it. */
    private static void comment(StringBuilder sql, String text) {
        sql.append("-- ").append(text.replaceAll("\\R", " ")).append('\n');
    }
}
