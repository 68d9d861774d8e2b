package io.drover.plan;

import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.error.ErrorKind;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.SequencePlan;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SequenceInfo;
import io.drover.plan.rules.ColumnWays;
import java.util.ArrayList;
import java.util.List;

/** Finds for each sequence of the source the one in the target that must stand behind it. */
final class SequencePlans {
    private final Catalog source;
    private final Catalog target;
    private final List<Route> routes;
    private final List<SequencePlacement> placements;
    private final TargetNames names;

    SequencePlans(
            Catalog source,
            Catalog target,
            List<Route> routes,
            List<SequencePlacement> placements,
            TargetNames names) {
        this.source = source;
        this.target = target;
        this.routes = routes;
        this.placements = placements;
        this.names = names;
    }

    List<SequencePlan> of(Problems problems, List<PlanWarning> warnings) {
        List<SequencePlan> plans = new ArrayList<>();
        for (SequenceInfo sequence : source.sequences()) {
            if (!sequence.readable()) {
                problems.add(
                        ErrorKind.SOURCE,
                        "Sequence %s: its value cannot be read by this role. Grant USAGE on its schema and SELECT on the sequence."
                                .formatted(sequence.name()));
                continue;
            }
            TableName counterpart = counterpart(sequence);
            if (counterpart == null) {
                warnings.add(
                        new PlanWarning(
                                PlanWarning.Kind.ATTENTION,
                                "sequence " + sequence.name(),
                                "Has no counterpart in the target, so its value is not carried.",
                                "Create it in the target, owned by the same column."));
                continue;
            }
            SequencePlacement placement = placement(counterpart);
            plans.add(
                    new SequencePlan(
                            sequence.name(),
                            placement == null ? counterpart : placement.staging(),
                            counterpart,
                            sequence.lastValue(),
                            sequence.called()));
        }
        return plans;
    }

    private @Nullable SequencePlacement placement(TableName target) {
        return placements.stream()
                .filter(each -> each.target().equals(target))
                .findFirst()
                .orElse(null);
    }

    private @Nullable TableName counterpart(SequenceInfo sequence) {
        SequencePlacement made =
                placements.stream()
                        .filter(each -> each.sequence().name().equals(sequence.name()))
                        .findFirst()
                        .orElse(null);
        if (made != null) {
            return made.target();
        }
        Route owner =
                routes.stream()
                        .filter(route -> route.source().equals(sequence.ownerTable()))
                        .findFirst()
                        .orElse(null);
        if (owner != null) {
            String column =
                    new ColumnWays(owner.table(), owner.rules()).targetOf(sequence.ownerColumn());
            return target.sequences().stream()
                    .filter(
                            each ->
                                    owner.target().equals(each.ownerTable())
                                            && each.ownerColumn().equals(column))
                    .map(SequenceInfo::name)
                    .findFirst()
                    .orElse(null);
        }
        TableName name =
                new TableName(names.schema(sequence.name().schema()), sequence.name().name());
        return target.sequences().stream()
                .map(SequenceInfo::name)
                .filter(name::equals)
                .findFirst()
                .orElse(null);
    }
}
