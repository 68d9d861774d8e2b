/**
 * Floor 2: all that PostgreSQL does its own way, as text: catalog queries, quoting, rewriting of
 * qualified names, DDL. Holds no connection and runs nothing.
 */
package io.drover.dialect.postgres;
