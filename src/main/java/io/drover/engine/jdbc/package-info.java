/**
 * Floor 5: what engines that are reached by JDBC share: rows of a query as wire rows, cuts of a
 * key, the auditor's reading, a store of tables. An engine gives a {@link
 * io.drover.engine.jdbc.JdbcDialect} and its own catalog; nothing here names one.
 */
package io.drover.engine.jdbc;
