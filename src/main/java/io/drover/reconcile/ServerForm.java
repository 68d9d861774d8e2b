package io.drover.reconcile;

import io.drover.dialect.postgres.BucketSql;
import io.drover.dialect.postgres.CanonicalField;
import io.drover.dialect.postgres.CanonicalSql;
import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.dialect.postgres.WireFrame;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the server of one side makes the rows' canonical form, or why it cannot.
 *
 * @param fields in the order of the pair's columns; empty where there is a refusal
 */
record ServerForm(List<CanonicalField> fields, @Nullable String refusal) {
    ServerForm {
        fields = List.copyOf(fields);
    }

    static ServerForm of(TablePair pair, Side side, Server server) {
        List<CanonicalField> fields = new ArrayList<>();
        for (ComparedColumn column : pair.columns()) {
            WireFrame frame = column.frame(side);
            Optional<String> refusal = CanonicalSql.refusal(frame, server);
            if (refusal.isPresent()) {
                return refused("column " + column.name() + ": " + refusal.get());
            }
            fields.add(CanonicalSql.field(column.expression(side), frame));
        }
        List<CanonicalField> key = fields.subList(0, pair.spreadColumns());
        if (pair.spreadColumns() > 0 && BucketSql.hash(key).isEmpty()) {
            return refused("PostgreSQL has no hash for the key's types");
        }
        if (BucketSql.dependsOnEncoding(key) && !server.encoding().equals("UTF8")) {
            return refused(
                    "the key is hashed as text, and the database is in " + server.encoding());
        }
        return new ServerForm(fields, null);
    }

    private static ServerForm refused(String reason) {
        return new ServerForm(List.of(), reason);
    }
}
