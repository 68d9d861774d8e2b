package io.drover.plan;

import io.drover.dialect.postgres.DdlRequest;
import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.dialect.postgres.DdlRequest.Swap;
import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.PostgresDdl;
import io.drover.error.ErrorKind;
import io.drover.model.DdlStep;
import io.drover.model.PlanWarning;
import io.drover.model.SchemaMode;
import io.drover.model.SequencePlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is made in the target beside the rows. */
record SchemaPlan(List<DdlStep> steps, List<SequencePlan> sequences) {

    static SchemaPlan of(
            MigrationSpec spec,
            Catalog source,
            Catalog target,
            List<Route> routes,
            TargetShapes shapes,
            List<TablePlan> plans,
            Problems problems,
            List<PlanWarning> warnings) {
        if (target.server().standby()) {
            problems.add(
                    ErrorKind.TARGET,
                    "The target is a standby and takes no writes. Give the URL of its primary.");
        }
        Placements placements = Placements.of(spec, source, target, routes, shapes, plans);
        NameMap names = names(spec, source, routes, placements);
        List<UserType> types =
                spec.schema() == SchemaMode.EXISTING || placements.tables().isEmpty()
                        ? List.of()
                        : TypePlans.missing(source, target, names, problems);
        Swap swap = new Replacement(spec.name(), target, placements, problems).swap(warnings);
        Set<TableName> present = present(placements, target);
        List<Placement> tables =
                placements.tables().stream()
                        .map(placement -> withKnownForeignKeys(placement, names, present, warnings))
                        .toList();
        warnAboutFilters(spec, source, warnings);
        warnAboutText(source.server(), target.server(), warnings);
        List<SequencePlan> sequences =
                new SequencePlans(
                                source,
                                target,
                                routes,
                                placements.sequences(),
                                new TargetNames(spec))
                        .of(problems, warnings);
        DdlRequest request =
                new DdlRequest(
                        names,
                        schemas(source, target, names, placements, types, swap),
                        types,
                        placements.sequences(),
                        tables,
                        swap);
        return new SchemaPlan(PostgresDdl.render(request), sequences);
    }

    private static NameMap names(
            MigrationSpec spec, Catalog source, List<Route> routes, Placements placements) {
        Map<TableName, TableName> relations = new HashMap<>();
        Map<String, String> schemas = new HashMap<>();
        if (spec.schema() == SchemaMode.CREATE) {
            TargetNames names = new TargetNames(spec);
            source.schemas().forEach(each -> schemas.put(each.name(), names.schema(each.name())));
            routes.forEach(route -> relations.put(route.source(), route.staging()));
        }
        placements.tables().forEach(each -> relations.put(each.table().name(), each.staging()));
        for (SequencePlacement each : placements.sequences()) {
            relations.put(each.sequence().name(), each.staging());
        }
        return new NameMap(
                relations,
                schemas,
                new HashSet<>(placements.definitions().surroundings().extensionNames()));
    }

    private static Set<TableName> present(Placements placements, Catalog target) {
        Set<TableName> present = new HashSet<>();
        placements.tables().forEach(each -> present.add(each.staging()));
        target.surroundings().names().forEach(each -> present.add(each.name()));
        return present;
    }

    /** Without keys that point at tables which the target will not have. */
    private static Placement withKnownForeignKeys(
            Placement placement,
            NameMap names,
            Set<TableName> present,
            List<PlanWarning> warnings) {
        TableInfo table = placement.table();
        List<ConstraintInfo> kept = new ArrayList<>();
        for (ConstraintInfo constraint : table.constraints()) {
            if (constraint.references() == null
                    || present.contains(names.map(constraint.references()))) {
                kept.add(constraint);
            } else if (!constraint.inherited()) {
                warnings.add(
                        new PlanWarning(
                                PlanWarning.Kind.NOT_CARRIED,
                                "foreign key %s on %s".formatted(constraint.name(), table.name()),
                                "Points at %s, which is not selected and does not stand in the target."
                                        .formatted(constraint.references()),
                                "Select that table too, or add the key later."));
            }
        }
        return new Placement(
                table.withConstraints(kept),
                placement.staging(),
                placement.target(),
                placement.planNumber());
    }

    private static void warnAboutFilters(
            MigrationSpec spec, Catalog source, List<PlanWarning> warnings) {
        Set<TableName> filtered = new HashSet<>();
        spec.tables().stream()
                .filter(table -> table.where() != null || !table.rules().filters().isEmpty())
                .map(TableSpec::name)
                .forEach(filtered::add);
        for (TableInfo table : source.tables()) {
            for (ConstraintInfo constraint : table.constraints()) {
                if (constraint.references() != null && filtered.contains(constraint.references())) {
                    warnings.add(
                            new PlanWarning(
                                    PlanWarning.Kind.ATTENTION,
                                    "foreign key %s on %s"
                                            .formatted(constraint.name(), table.name()),
                                    "Points at %s, of which only a part is carried: its validation can fail."
                                            .formatted(constraint.references()),
                                    "Give this table a where that leaves out the same rows."));
                }
            }
        }
    }

    private static void warnAboutText(
            ServerInfo source, ServerInfo target, List<PlanWarning> warnings) {
        if (!source.encoding().equals(target.encoding())) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "encoding",
                            "The source's is %s, the target's %s: characters that the target lacks are refused."
                                    .formatted(source.encoding(), target.encoding()),
                            "Create the target database in the encoding of the source."));
        }
        if (!source.locale().equals(target.locale())) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "locale",
                            "The source's is %s, the target's %s: text sorts differently there."
                                    .formatted(source.locale(), target.locale()),
                            "Create the target database in the locale of the source if order matters."));
        }
    }

    private static List<SchemaInfo> schemas(
            Catalog source,
            Catalog target,
            NameMap names,
            Placements placements,
            List<UserType> types,
            Swap swap) {
        Set<String> wanted = new TreeSet<>();
        placements.tables().forEach(each -> wanted.add(each.target().schema()));
        placements.sequences().forEach(each -> wanted.add(each.target().schema()));
        types.forEach(type -> wanted.add(names.other(type.name()).schema()));
        // Asked of the server, CREATE SCHEMA IF NOT EXISTS wants the privilege even where it
        // stands.
        wanted.removeAll(target.surroundings().schemas());
        List<SchemaInfo> schemas = new ArrayList<>();
        for (String schema : wanted) {
            List<SchemaInfo> origins =
                    source.schemas().stream()
                            .filter(
                                    each ->
                                            names.schemas()
                                                    .getOrDefault(each.name(), each.name())
                                                    .equals(schema))
                            .toList();
            schemas.add(
                    new SchemaInfo(schema, origins.size() == 1 ? origins.get(0).comment() : null));
        }
        swap.stagingSchemas().forEach(schema -> schemas.add(new SchemaInfo(schema, null)));
        return schemas;
    }
}
