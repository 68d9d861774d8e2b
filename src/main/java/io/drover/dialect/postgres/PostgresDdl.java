package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.literal;
import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.Nullable;
import io.drover.model.catalog.SchemaInfo;
import java.util.List;

/**
 * Renders what is to be made as statements for PostgreSQL, in the order of their phases: run one
 * after the other on an empty database they make a schema equal to the one that was read.
 *
 * <p>Indexes come after the rows, constraints are put on finished indexes, and foreign keys are
 * added first and validated later, so that each step is short or can be run beside others.
 */
public final class PostgresDdl {
    private PostgresDdl() {}

    public static List<DdlStep> render(DdlRequest request) {
        DdlScript script = new DdlScript();
        QualifiedNameRewriter rewriter = new QualifiedNameRewriter(request.names());
        for (SchemaInfo schema : request.schemas()) {
            script.add(
                    DdlPhase.PRE_DATA,
                    "schema " + schema.name(),
                    "CREATE SCHEMA IF NOT EXISTS " + quote(schema.name()));
            comment(
                    script,
                    DdlPhase.PRE_DATA,
                    -1,
                    "SCHEMA " + quote(schema.name()),
                    schema.comment());
        }
        new TypeDdl(request.names(), rewriter, script).render(request.types());
        new SequenceDdl(request.names(), script).create(request.sequences());
        new TableDdl(request, rewriter, script).create();
        new SequenceDdl(request.names(), script).own(request.sequences());
        new IndexDdl(request, rewriter, script).create();
        new ForeignKeyDdl(rewriter, script).create(request.tables());
        new SwapDdl(request, script).render();
        return script.numbered();
    }

    /** {@code object} as SQL wants it: {@code TABLE "a"."b"}. */
    static void comment(
            DdlScript script, DdlPhase phase, int table, String object, @Nullable String text) {
        if (text != null) {
            script.add(
                    phase,
                    table,
                    "comment on " + object.replace("\"", ""),
                    "COMMENT ON %s IS %s".formatted(object, literal(text)));
        }
    }
}
