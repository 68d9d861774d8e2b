package io.drover.plan;

import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.model.catalog.TypeShape;
import java.util.Arrays;
import java.util.List;

/** Small catalogs made by hand. */
final class Catalogs {
    private Catalogs() {}

    static Catalog of(TableInfo... tables) {
        return new Catalog(
                new ServerInfo(170002, "PostgreSQL 17.2", "shop", "UTF8", "C", false),
                Arrays.stream(tables)
                        .map(table -> table.name().schema())
                        .distinct()
                        .sorted()
                        .map(schema -> new SchemaInfo(schema, null))
                        .toList(),
                List.of(),
                List.of(),
                List.of(tables),
                List.of());
    }

    /** With a bigint {@code id} as primary key and a text {@code name}. */
    static TableInfo table(String schema, String name, TableStatistics statistics) {
        String key = name + "_pkey";
        return new TableInfo(
                new TableName(schema, name),
                false,
                List.of(
                        column("id", "bigint", new TypeShape("int8", -1, false, false), true),
                        column("name", "text", new TypeShape("text", -1, false, true), false)),
                List.of(
                        new ConstraintInfo(
                                key,
                                ConstraintInfo.Kind.PRIMARY_KEY,
                                "PRIMARY KEY (id)",
                                List.of("id"),
                                null,
                                true,
                                false,
                                key,
                                null)),
                List.of(
                        new IndexInfo(
                                key,
                                "CREATE UNIQUE INDEX %s ON %s.%s USING btree (id)"
                                        .formatted(key, schema, name),
                                List.of("id"),
                                true,
                                false,
                                true,
                                false,
                                key,
                                null,
                                null)),
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                statistics,
                new TableAccess("shop", true, true, true, true, true, false));
    }

    private static ColumnInfo column(String name, String type, TypeShape shape, boolean notNull) {
        return new ColumnInfo(
                name, type, shape, notNull, null, null, null, null, false, null, null);
    }
}
