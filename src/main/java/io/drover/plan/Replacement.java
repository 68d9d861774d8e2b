package io.drover.plan;

import io.drover.dialect.postgres.DdlRequest.Moved;
import io.drover.dialect.postgres.DdlRequest.Owner;
import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.dialect.postgres.DdlRequest.Swap;
import io.drover.error.ErrorKind;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.Surroundings.Dependent;
import io.drover.model.catalog.Surroundings.Grant;
import io.drover.model.catalog.Surroundings.TakenName;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What must make room for the new tables, and whether it can. */
final class Replacement {
    private final String migration;
    private final Catalog target;
    private final Placements placements;
    private final Problems problems;
    private final Set<TableName> movedTables = new LinkedHashSet<>();
    private final Set<TableName> movedSequences = new LinkedHashSet<>();

    Replacement(String migration, Catalog target, Placements placements, Problems problems) {
        this.migration = migration;
        this.target = target;
        this.placements = placements;
        this.problems = problems;
    }

    Swap swap(List<PlanWarning> warnings) {
        placements.tables().stream().filter(this::swaps).map(Placement::target).forEach(this::move);
        Set<TableName> freeSequences = freeSequences();
        refuseClashes();
        refuseDependents();
        refuseUnreleased();
        warnings.addAll(leftBehind());
        Set<String> staging = new TreeSet<>();
        placements.tables().stream()
                .filter(this::swaps)
                .forEach(placement -> staging.add(placement.staging().schema()));
        placements.sequences().stream()
                .filter(this::swaps)
                .forEach(placement -> staging.add(placement.staging().schema()));
        warnings.addAll(standingStaging(staging));
        Set<TableName> made = new TreeSet<>();
        placements.tables().forEach(placement -> made.add(placement.target()));
        placements.sequences().forEach(placement -> made.add(placement.target()));
        return new Swap(
                movedTables.stream().map(this::moved).toList(),
                freeSequences.stream().map(this::moved).toList(),
                grants(made),
                owners(made),
                List.copyOf(staging));
    }

    private boolean swaps(Placement placement) {
        return !placement.staging().equals(placement.target());
    }

    private boolean swaps(SequencePlacement placement) {
        return !placement.staging().equals(placement.target());
    }

    private Moved moved(TableName name) {
        return new Moved(name, TargetNames.oldSchema(migration, name.schema()));
    }

    /** With the partitions, the lowest first. */
    private void move(TableName name) {
        TableInfo standing = target.table(name).orElse(null);
        if (standing == null || movedTables.contains(name)) {
            return;
        }
        target.tables().stream()
                .filter(each -> name.equals(each.partitionOf()))
                .map(TableInfo::name)
                .forEach(this::move);
        movedTables.add(name);
        if (!standing.access().owned()) {
            problems.add(
                    ErrorKind.TARGET,
                    "Table %s is to be replaced and belongs to %s. Make the target's role a member of it, or load with append."
                            .formatted(name, standing.access().owner()));
        }
    }

    private Set<TableName> freeSequences() {
        Set<TableName> free = new LinkedHashSet<>();
        Set<TableName> made = new TreeSet<>();
        placements.sequences().stream()
                .filter(this::swaps)
                .forEach(placement -> made.add(placement.target()));
        for (SequenceInfo sequence : target.sequences()) {
            if (sequence.ownerTable() != null && movedTables.contains(sequence.ownerTable())) {
                movedSequences.add(sequence.name());
            } else if (sequence.ownerTable() == null && made.contains(sequence.name())) {
                movedSequences.add(sequence.name());
                free.add(sequence.name());
            }
        }
        return free;
    }

    private void refuseClashes() {
        Map<TableName, String> made = new HashMap<>();
        for (Placement placement : placements.tables()) {
            make(placement.target(), "table", made);
            for (IndexInfo index : placement.table().indexes()) {
                make(
                        new TableName(placement.target().schema(), index.name()),
                        "index of " + placement.target(),
                        made);
            }
        }
        placements.sequences().forEach(placement -> make(placement.target(), "sequence", made));
        for (TakenName taken : target.surroundings().names()) {
            boolean leaves =
                    movedTables.contains(taken.name())
                            || movedSequences.contains(taken.name())
                            || (taken.table() != null && movedTables.contains(taken.table()));
            if (made.containsKey(taken.name()) && !leaves) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s is to be made as a %s, and a %s of that name stands in the target. Drop or rename it, or choose another select.target-schema."
                                .formatted(taken.name(), made.get(taken.name()), taken.kind()));
            }
        }
    }

    private void make(TableName name, String what, Map<TableName, String> made) {
        String other = made.putIfAbsent(name, what);
        if (other != null) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s would be made twice, as %s and as %s. Send the tables to different schemas."
                            .formatted(name, other, what));
        }
    }

    private void refuseDependents() {
        for (Dependent dependent : target.surroundings().dependents()) {
            boolean bound =
                    movedTables.contains(dependent.on()) || movedSequences.contains(dependent.on());
            if (bound && (dependent.by() == null || !movedTables.contains(dependent.by()))) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s in the target is bound to %s and would stay with the replaced one. Drop it and make it again after the migration, or load with append or upsert."
                                .formatted(capital(dependent.object()), dependent.on()));
            }
        }
        for (TableName name : movedTables) {
            TableName parent = target.table(name).map(TableInfo::partitionOf).orElse(null);
            if (parent != null && !movedTables.contains(parent)) {
                problems.add(
                        ErrorKind.TARGET,
                        "Table %s is to be replaced and is a partition of %s, which is not. Detach it first, or load with append."
                                .formatted(name, parent));
            }
        }
    }

    private void refuseUnreleased() {
        Set<TableName> moving = new TreeSet<>(movedTables);
        moving.addAll(movedSequences);
        moving.stream()
                .map(name -> TargetNames.oldSchema(migration, name.schema()))
                .distinct()
                .filter(target.surroundings().schemas()::contains)
                .forEach(
                        schema ->
                                problems.add(
                                        ErrorKind.TARGET,
                                        "Schema %s still keeps what an earlier run replaced. Run migrate --release first."
                                                .formatted(schema)));
    }

    private List<PlanWarning> standingStaging(Set<String> staging) {
        return staging.stream()
                .filter(target.surroundings().schemas()::contains)
                .map(
                        schema ->
                                new PlanWarning(
                                        PlanWarning.Kind.ATTENTION,
                                        "schema " + schema,
                                        "Stands in the target: a migration is under way, or was abandoned.",
                                        "Go on with it, or drop the schema before a new one."))
                .toList();
    }

    /** What is bound to a replaced table and that its successor will not have. */
    private List<PlanWarning> leftBehind() {
        List<PlanWarning> warnings = new ArrayList<>();
        for (PlanWarning candidate : target.notCarried()) {
            String object = candidate.object().replace("\"", "");
            boolean onMoved =
                    movedTables.stream()
                            .anyMatch(
                                    name ->
                                            object.endsWith(" on " + name)
                                                    || object.equals("row level security " + name));
            if (onMoved) {
                warnings.add(
                        new PlanWarning(
                                PlanWarning.Kind.ATTENTION,
                                "target's " + candidate.object(),
                                "Stays with the replaced table; the new one will not have it.",
                                "Make it again after the migration."));
            }
        }
        return warnings;
    }

    private List<Grant> grants(Set<TableName> made) {
        return target.surroundings().grants().stream()
                .filter(
                        grant ->
                                made.contains(grant.table())
                                        && (movedTables.contains(grant.table())
                                                || movedSequences.contains(grant.table())))
                .filter(grant -> hasColumn(grant.table(), grant.column()))
                .toList();
    }

    private boolean hasColumn(TableName table, @Nullable String column) {
        return column == null
                || placements.tables().stream()
                        .filter(placement -> placement.target().equals(table))
                        .flatMap(placement -> placement.table().columns().stream())
                        .anyMatch(each -> Objects.equals(each.name(), column));
    }

    private List<Owner> owners(Set<TableName> made) {
        return movedTables.stream()
                .filter(made::contains)
                .map(name -> new Owner(name, target.table(name).orElseThrow().access().owner()))
                .toList();
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
