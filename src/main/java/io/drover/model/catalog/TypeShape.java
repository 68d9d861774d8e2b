package io.drover.model.catalog;

/**
 * What of a column's type decides how its values travel, domains looked through.
 *
 * @param baseName {@code pg_type.typname} of the innermost base type: {@code int8}, {@code _text},
 *     {@code mood}
 * @param modifier {@code atttypmod}, or a domain's; -1 for none
 * @param oidInBinary whether the binary wire form holds the OID of a user-defined type or object of
 *     this database: arrays of user-defined types, composites that hold one, ranges over such, reg*
 *     types
 * @param variableLength whether a value can be long enough to matter to memory ({@code typlen =
 *     -1})
 */
public record TypeShape(
        String baseName, int modifier, boolean oidInBinary, boolean variableLength) {}
