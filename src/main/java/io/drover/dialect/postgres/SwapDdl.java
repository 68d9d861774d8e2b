package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.dialect.postgres.DdlRequest.Moved;
import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.dialect.postgres.DdlRequest.Swap;
import io.drover.model.DdlPhase;
import io.drover.model.TableName;
import io.drover.model.catalog.Surroundings.Grant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The swap and its release. A table that moves to another schema takes its indexes, constraints and
 * owned sequences along, and whatever is bound to it stays bound.
 */
final class SwapDdl {
    private final DdlRequest request;
    private final DdlScript script;

    SwapDdl(DdlRequest request, DdlScript script) {
        this.request = request;
        this.script = script;
    }

    void render() {
        Swap swap = request.swap();
        Collection<String> oldSchemas = new TreeSet<>();
        swap.replacedTables().forEach(moved -> oldSchemas.add(moved.oldSchema()));
        swap.replacedSequences().forEach(moved -> oldSchemas.add(moved.oldSchema()));
        for (String schema : oldSchemas) {
            step("schema " + schema, "CREATE SCHEMA " + quote(schema));
        }
        swap.replacedTables().forEach(moved -> move("TABLE", moved.name(), moved.oldSchema()));
        swap.replacedSequences()
                .forEach(moved -> move("SEQUENCE", moved.name(), moved.oldSchema()));
        for (Placement placement : request.tables()) {
            if (placement.swaps()) {
                move("TABLE", placement.staging(), placement.target().schema());
            }
        }
        for (SequencePlacement placement : request.sequences()) {
            if (placement.swaps() && placement.sequence().ownerTable() == null) {
                move("SEQUENCE", placement.staging(), placement.target().schema());
            }
        }
        swap.grants().forEach(this::grant);
        swap.owners()
                .forEach(
                        owner ->
                                step(
                                        "owner of " + owner.table(),
                                        "ALTER TABLE %s OWNER TO %s"
                                                .formatted(
                                                        quote(owner.table()),
                                                        quote(owner.role()))));
        // Without CASCADE: what should not be in it must not go with it.
        swap.stagingSchemas()
                .forEach(schema -> step("schema " + schema, "DROP SCHEMA " + quote(schema)));
        release(swap, oldSchemas);
    }

    private void release(Swap swap, Collection<String> oldSchemas) {
        drop("TABLE", swap.replacedTables());
        drop("SEQUENCE", swap.replacedSequences());
        oldSchemas.forEach(
                schema ->
                        script.add(
                                DdlPhase.RELEASE,
                                "schema " + schema,
                                "DROP SCHEMA " + quote(schema)));
    }

    /** In one statement, since they may reference each other. */
    private void drop(String kind, List<Moved> moved) {
        if (!moved.isEmpty()) {
            script.add(
                    DdlPhase.RELEASE,
                    "%d replaced %ss"
                            .formatted(moved.size(), kind.toLowerCase(java.util.Locale.ROOT)),
                    moved.stream()
                            .map(each -> quote(new TableName(each.oldSchema(), each.name().name())))
                            .collect(Collectors.joining(", ", "DROP " + kind + " ", "")));
        }
    }

    private void move(String kind, TableName name, String schema) {
        step(
                "%s %s".formatted(kind.toLowerCase(java.util.Locale.ROOT), name),
                "ALTER %s %s SET SCHEMA %s".formatted(kind, quote(name), quote(schema)));
    }

    private void grant(Grant grant) {
        step(
                "grant on " + grant.table(),
                "GRANT %s%s ON %s %s TO %s%s"
                        .formatted(
                                grant.privilege(),
                                grant.column() == null ? "" : " (" + quote(grant.column()) + ")",
                                grant.kind(),
                                quote(grant.table()),
                                grant.grantee().isEmpty() ? "PUBLIC" : quote(grant.grantee()),
                                grant.grantable() ? " WITH GRANT OPTION" : ""));
    }

    private void step(String object, String sql) {
        script.add(DdlPhase.SWAP, object, sql);
    }
}
