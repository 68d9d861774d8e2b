package io.drover.engine.mysql;

import io.drover.engine.mysql.CatalogRows.ColumnRow;
import io.drover.engine.mysql.CatalogRows.ForeignKeyRow;
import io.drover.engine.mysql.CatalogRows.RelationRow;
import io.drover.model.TableName;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Columns of BIGINT UNSIGNED whose values all fit a signed one: an AUTO_INCREMENT whose next number
 * does, since the server keeps that above every value; and what refers to such a column. They
 * become bigint, which an identity must be, instead of numeric(20,0).
 */
record BigKeys(Set<Place> places) {
    private static final BigDecimal LIMIT = new BigDecimal("9223372036854775808");

    BigKeys {
        places = Set.copyOf(places);
    }

    /** A column of a table. */
    record Place(TableName table, String column) {}

    boolean has(TableName table, String column) {
        return places.contains(new Place(table, column));
    }

    static BigKeys of(
            Map<TableName, List<ColumnRow>> columns,
            Map<TableName, List<ForeignKeyRow>> foreignKeys,
            Map<TableName, RelationRow> tables) {
        Set<Place> unsigned = new HashSet<>();
        Set<Place> found = new HashSet<>();
        for (List<ColumnRow> each : columns.values()) {
            for (ColumnRow column : each) {
                Place place = new Place(column.table(), column.name());
                if (column.columnType().startsWith("bigint")
                        && column.columnType().contains("unsigned")) {
                    unsigned.add(place);
                    RelationRow table = tables.get(column.table());
                    if (column.extra().contains("auto_increment")
                            && table != null
                            && table.nextNumber().compareTo(LIMIT) <= 0) {
                        found.add(place);
                    }
                }
            }
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (List<ForeignKeyRow> each : foreignKeys.values()) {
                for (ForeignKeyRow key : each) {
                    Place from = new Place(key.table(), key.column());
                    Place to = new Place(key.referenced(), key.referencedColumn());
                    if (found.contains(to) && unsigned.contains(from)) {
                        grown |= found.add(from);
                    }
                }
            }
        }
        return new BigKeys(found);
    }
}
