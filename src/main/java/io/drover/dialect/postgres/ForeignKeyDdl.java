package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.model.DdlPhase;
import io.drover.model.catalog.ConstraintInfo;
import java.util.List;

/**
 * Foreign keys, when all keys stand, so that cycles are no matter: those of large tables are first
 * added without a look at the rows and then validated, which can be done side by side. A
 * partitioned table before version 18 knows no NOT VALID and gets its keys in one step.
 */
final class ForeignKeyDdl {
    private static final String NOT_VALID = " NOT VALID";

    private final QualifiedNameRewriter rewriter;
    private final DdlScript script;

    ForeignKeyDdl(QualifiedNameRewriter rewriter, DdlScript script) {
        this.rewriter = rewriter;
        this.script = script;
    }

    void create(List<Placement> tables) {
        for (Placement placement : tables) {
            for (ConstraintInfo constraint : placement.table().constraints()) {
                if (isOwn(constraint)) {
                    add(placement, constraint);
                }
            }
        }
        for (Placement placement : tables) {
            for (ConstraintInfo constraint : placement.table().constraints()) {
                if (isOwn(constraint)
                        && constraint.validated()
                        && comesUnvalidated(placement, constraint)) {
                    script.add(
                            DdlPhase.FOREIGN_KEY,
                            "validation of " + constraint.name() + " of " + placement.target(),
                            "ALTER TABLE ONLY %s VALIDATE CONSTRAINT %s"
                                    .formatted(
                                            quote(placement.staging()), quote(constraint.name())));
                }
            }
        }
    }

    private static boolean isOwn(ConstraintInfo constraint) {
        return constraint.kind() == ConstraintInfo.Kind.FOREIGN_KEY && !constraint.inherited();
    }

    private static boolean comesUnvalidated(Placement placement, ConstraintInfo constraint) {
        return !placement.table().isPartitioned()
                && (!placement.isSmall() || !constraint.validated());
    }

    private void add(Placement placement, ConstraintInfo constraint) {
        String definition = constraint.definition();
        if (definition.endsWith(NOT_VALID)) {
            definition = definition.substring(0, definition.length() - NOT_VALID.length());
        }
        script.add(
                DdlPhase.FOREIGN_KEY,
                "foreign key " + constraint.name() + " of " + placement.target(),
                "ALTER TABLE %s%s ADD CONSTRAINT %s %s%s"
                        .formatted(
                                placement.table().isPartitioned() ? "" : "ONLY ",
                                quote(placement.staging()),
                                quote(constraint.name()),
                                rewriter.rewrite(definition),
                                comesUnvalidated(placement, constraint) ? NOT_VALID : ""));
        PostgresDdl.comment(
                script,
                DdlPhase.FOREIGN_KEY,
                -1,
                "CONSTRAINT %s ON %s"
                        .formatted(quote(constraint.name()), quote(placement.staging())),
                constraint.comment());
    }
}
