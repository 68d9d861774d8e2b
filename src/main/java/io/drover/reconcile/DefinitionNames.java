package io.drover.reconcile;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.model.Nullable;
import io.drover.model.TableName;

/**
 * Brings what both servers print to one spelling: the source's names as they are in the target, and
 * no quotes, as one side is printed by the server and the other by the rewriter.
 */
final class DefinitionNames {
    private final NameMap map;
    private final QualifiedNameRewriter rewriter;

    DefinitionNames(NameMap map) {
        this.map = map;
        this.rewriter = new QualifiedNameRewriter(map);
    }

    TableName table(TableName source) {
        return map.map(source);
    }

    TableName other(TableName source) {
        return map.other(source);
    }

    @Nullable
    String ofSource(@Nullable String sql) {
        return sql == null ? null : rewriter.rewrite(sql).replace("\"", "");
    }

    @Nullable
    String ofTarget(@Nullable String sql) {
        return sql == null ? null : sql.replace("\"", "");
    }
}
