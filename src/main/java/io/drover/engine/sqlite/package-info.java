/**
 * Floor 5: SQLite files. Types are per value there, so the catalog looks at the values of each
 * column before it says what type holds them.
 */
package io.drover.engine.sqlite;
