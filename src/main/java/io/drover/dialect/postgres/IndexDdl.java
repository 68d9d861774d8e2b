package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.model.DdlPhase;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Indexes, and the keys that stand on them. A key of a large table is put on an index that was
 * built before, so that all indexes of a table can be built at once; the index of a partitioned
 * table is made empty and given the finished ones of its partitions.
 *
 * <p>Source: PostgreSQL documentation, CREATE INDEX, "ON ONLY"; ALTER INDEX, "ATTACH PARTITION".
 */
final class IndexDdl {
    private final DdlRequest request;
    private final QualifiedNameRewriter rewriter;
    private final DdlScript script;
    private final Set<TableName> parents = new HashSet<>();

    IndexDdl(DdlRequest request, QualifiedNameRewriter rewriter, DdlScript script) {
        this.request = request;
        this.rewriter = rewriter;
        this.script = script;
        request.tables().forEach(placement -> parents.addAll(placement.table().inherits()));
    }

    void create() {
        // Those below first: an index of a parent becomes valid when the last of its parts does.
        List<Placement> upwards = new ArrayList<>(request.tables());
        Collections.reverse(upwards);
        upwards.stream().filter(each -> !each.table().isPartitioned()).forEach(this::create);
        upwards.stream().filter(each -> each.table().isPartitioned()).forEach(this::create);
        upwards.forEach(this::attach);
    }

    private static DdlPhase phase(Placement placement) {
        return placement.planNumber() < 0 ? DdlPhase.PARENT : DdlPhase.TABLE;
    }

    /** First all that can be built side by side, then what stands on it. */
    private void create(Placement placement) {
        List<IndexInfo> valid =
                placement.table().indexes().stream().filter(IndexInfo::valid).toList();
        for (IndexInfo index : valid) {
            ConstraintInfo constraint = constraint(placement, index);
            if (constraint == null || isPutOnIndex(placement, constraint)) {
                step(
                        placement,
                        "index %s.%s".formatted(placement.target().schema(), index.name()),
                        rewriter.rewrite(index.definition()));
            }
        }
        for (IndexInfo index : valid) {
            finish(placement, index, constraint(placement, index));
        }
        for (ConstraintInfo constraint : placement.table().constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.CHECK
                    && !constraint.validated()
                    && !constraint.inherited()) {
                unvalidated(placement, constraint);
            }
        }
        if (placement.table().replicaIdentity() != null) {
            step(
                    placement,
                    "replica identity of " + placement.target(),
                    "ALTER TABLE ONLY %s REPLICA IDENTITY %s"
                            .formatted(
                                    quote(placement.staging()),
                                    placement.table().replicaIdentity()));
        }
    }

    private static @Nullable ConstraintInfo constraint(Placement placement, IndexInfo index) {
        return placement.table().constraints().stream()
                .filter(each -> each.name().equals(index.constraint()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isPutOnIndex(Placement placement, ConstraintInfo constraint) {
        return !placement.isSmall() && standsOnPlainIndex(constraint);
    }

    private void finish(Placement placement, IndexInfo index, @Nullable ConstraintInfo constraint) {
        if (constraint != null) {
            String definition =
                    isPutOnIndex(placement, constraint)
                            ? "%s USING INDEX %s%s"
                                    .formatted(
                                            constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY
                                                    ? "PRIMARY KEY"
                                                    : "UNIQUE",
                                            quote(index.name()),
                                            deferral(constraint.definition()))
                            : rewriter.rewrite(constraint.definition());
            step(
                    placement,
                    "constraint " + constraint.name() + " of " + placement.target(),
                    "ALTER TABLE ONLY %s ADD CONSTRAINT %s %s"
                            .formatted(
                                    quote(placement.staging()),
                                    quote(constraint.name()),
                                    definition));
        }
        comments(placement, index, constraint);
        if (index.clustered()) {
            step(
                    placement,
                    "clustering of " + placement.target(),
                    "ALTER TABLE ONLY %s CLUSTER ON %s"
                            .formatted(quote(placement.staging()), quote(index.name())));
        }
    }

    private void comments(
            Placement placement, IndexInfo index, @Nullable ConstraintInfo constraint) {
        PostgresDdl.comment(
                script,
                phase(placement),
                placement.planNumber(),
                "INDEX " + quote(new TableName(placement.staging().schema(), index.name())),
                index.comment());
        if (constraint != null) {
            PostgresDdl.comment(
                    script,
                    phase(placement),
                    placement.planNumber(),
                    "CONSTRAINT %s ON %s"
                            .formatted(quote(constraint.name()), quote(placement.staging())),
                    constraint.comment());
        }
    }

    private static boolean standsOnPlainIndex(ConstraintInfo constraint) {
        return constraint.kind() != ConstraintInfo.Kind.EXCLUSION
                && !constraint.definition().contains(" WITHOUT OVERLAPS");
    }

    private static String deferral(String definition) {
        int start = definition.lastIndexOf(" DEFERRABLE");
        return start < 0 ? "" : definition.substring(start);
    }

    /** Reaches the children too, so it waits for them where there are any. */
    private void unvalidated(Placement placement, ConstraintInfo constraint) {
        boolean alone =
                !placement.table().isPartitioned() && !parents.contains(placement.table().name());
        DdlPhase phase = alone ? phase(placement) : DdlPhase.PARENT;
        int number = alone ? placement.planNumber() : -1;
        script.add(
                phase,
                number,
                "constraint " + constraint.name() + " of " + placement.target(),
                "ALTER TABLE %s ADD CONSTRAINT %s %s"
                        .formatted(
                                quote(placement.staging()),
                                quote(constraint.name()),
                                rewriter.rewrite(constraint.definition())));
        PostgresDdl.comment(
                script,
                phase,
                number,
                "CONSTRAINT %s ON %s"
                        .formatted(quote(constraint.name()), quote(placement.staging())),
                constraint.comment());
    }

    private void attach(Placement placement) {
        TableInfo table = placement.table();
        for (IndexInfo index : table.indexes()) {
            if (index.valid() && index.parentIndex() != null && table.partitionOf() != null) {
                String parentSchema = request.names().map(table.partitionOf()).schema();
                script.add(
                        DdlPhase.PARENT,
                        "part of index %s.%s".formatted(placement.target().schema(), index.name()),
                        "ALTER INDEX %s ATTACH PARTITION %s"
                                .formatted(
                                        quote(new TableName(parentSchema, index.parentIndex())),
                                        quote(
                                                new TableName(
                                                        placement.staging().schema(),
                                                        index.name()))));
            }
        }
    }

    private void step(Placement placement, String object, String sql) {
        script.add(phase(placement), placement.planNumber(), object, sql);
    }
}
