package io.drover.model;

import java.io.Serializable;
import java.util.List;

/**
 * All that {@code migrate} will do, made from the spec and both catalogs, and obeyed to the letter.
 * The same spec over the same source gives an equal plan and the same bytes of JSON.
 *
 * @param migration the spec's {@code name}
 * @param sourceVersion the server's version text, e.g. {@code PostgreSQL 17.2}
 * @param consistency {@code snapshot} where all readers share one instant, {@code fuzzy} where the
 *     source cannot do that
 * @param tables in load order
 * @param ddl in the order of their numbers
 */
public record MigrationPlan(
        String migration,
        SchemaMode schemaMode,
        String sourceVersion,
        String targetVersion,
        String consistency,
        List<TablePlan> tables,
        List<DdlStep> ddl,
        List<SequencePlan> sequences,
        List<PlanWarning> warnings)
        implements Serializable {
    public MigrationPlan {
        tables = List.copyOf(tables);
        ddl = List.copyOf(ddl);
        sequences = List.copyOf(sequences);
        warnings = List.copyOf(warnings);
    }

    /** The same plan, its tables read so under another kind of moment. */
    public MigrationPlan read(String otherConsistency, List<TablePlan> others) {
        return new MigrationPlan(
                migration,
                schemaMode,
                sourceVersion,
                targetVersion,
                otherConsistency,
                others,
                ddl,
                sequences,
                warnings);
    }

    /** The steps of one phase, in order. */
    public List<DdlStep> steps(DdlPhase phase) {
        return ddl.stream().filter(step -> step.phase() == phase).toList();
    }
}
