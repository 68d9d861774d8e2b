package io.drover.catalog;

import io.drover.dialect.postgres.KeyRanges;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.KeyRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a server for the keys that cut a table into equal parts, from a sample where the table is
 * large. Runs on: driver. Repeats: reads only; the same table gives the same keys.
 */
public final class KeyBoundaryReader {
    private KeyBoundaryReader() {}

    public static KeyBoundaries read(Side side, Connection connection, KeyRequest request) {
        try {
            List<List<String>> bounds =
                    Query.list(
                            connection,
                            KeyRanges.boundaries(request),
                            row -> {
                                List<String> bound = new ArrayList<>();
                                for (int column = 1; column <= request.columns().size(); column++) {
                                    bound.add(row.getString(column));
                                }
                                return bound;
                            });
            return new KeyBoundaries(request, bounds.stream().distinct().toList());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "cut %s by its key".formatted(request.table()), failure);
        }
    }
}
