package io.drover.model.catalog;

import io.drover.model.Nullable;

/**
 * A column as the catalog has it.
 *
 * @param type {@code format_type()} with modifiers, qualified where not of pg_catalog
 * @param shape what of its type decides how it travels
 * @param collation qualified and quoted, null where it is the type's default
 * @param defaultExpression null where it has none or is generated
 * @param identity {@code ALWAYS} or {@code BY DEFAULT}, else null
 * @param generated expression of a stored generated column, else null
 * @param inherited whether it comes from a parent only ({@code attislocal} false)
 * @param storage {@code attstorage} where it differs from the type's default, e.g. {@code
 *     EXTERNAL}; else null
 * @param origin of a column of another engine, its type there and what becomes of it; else null
 */
public record ColumnInfo(
        String name,
        String type,
        TypeShape shape,
        boolean notNull,
        @Nullable String collation,
        @Nullable String defaultExpression,
        @Nullable String identity,
        @Nullable String generated,
        boolean inherited,
        @Nullable String storage,
        @Nullable String comment,
        @Nullable TypeOrigin origin) {
    /** A column of a database whose types are these. */
    public ColumnInfo(
            String name,
            String type,
            TypeShape shape,
            boolean notNull,
            @Nullable String collation,
            @Nullable String defaultExpression,
            @Nullable String identity,
            @Nullable String generated,
            boolean inherited,
            @Nullable String storage,
            @Nullable String comment) {
        this(
                name,
                type,
                shape,
                notNull,
                collation,
                defaultExpression,
                identity,
                generated,
                inherited,
                storage,
                comment,
                null);
    }

    /** The same column, NOT NULL. */
    public ColumnInfo neverNull() {
        return new ColumnInfo(
                name,
                type,
                shape,
                true,
                collation,
                defaultExpression,
                identity,
                generated,
                inherited,
                storage,
                comment,
                origin);
    }

    /** The same column under another name. */
    public ColumnInfo named(String other) {
        return new ColumnInfo(
                other,
                type,
                shape,
                notNull,
                collation,
                defaultExpression,
                identity,
                generated,
                inherited,
                storage,
                comment,
                origin);
    }

    /** The same column, its type under another name. */
    public ColumnInfo typed(String otherName) {
        return new ColumnInfo(
                name,
                otherName,
                shape,
                notNull,
                collation,
                defaultExpression,
                identity,
                generated,
                inherited,
                storage,
                comment,
                origin);
    }
}
