package io.drover.model.catalog;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;

/**
 * A constraint of a table.
 *
 * @param definition {@code pg_get_constraintdef()}: what follows the name
 * @param columns its columns in key order
 * @param references the table a foreign key points at, else null
 * @param validated whether the server vouches for every row
 * @param inherited whether a parent has it too, so that creating it there creates it here
 * @param index the index behind a primary key, unique or exclusion constraint, else null
 */
public record ConstraintInfo(
        String name,
        Kind kind,
        String definition,
        List<String> columns,
        @Nullable TableName references,
        boolean validated,
        boolean inherited,
        @Nullable String index,
        @Nullable String comment) {
    public ConstraintInfo {
        columns = List.copyOf(columns);
    }

    /** {@code pg_constraint.contype}. */
    public enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        EXCLUSION,
        FOREIGN_KEY
    }
}
