/**
 * Floor 2: what Snowflake says its own way, as text: the canonical form of a row and the digests of
 * a table in its SQL. Opens nothing.
 */
package io.drover.dialect.snowflake;
