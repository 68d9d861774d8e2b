package io.drover.engine.jdbc;

/**
 * A column as JDBC's metadata tells it.
 *
 * @param typeName the engine's own
 * @param jdbcType of {@link java.sql.Types}
 * @param size characters, bytes or digits; 0 where unknown
 * @param scale digits behind the point, or of a second's fraction; 0 where unknown
 */
public record NativeColumn(String name, String typeName, int jdbcType, int size, int scale) {}
