/**
 * Floor 5: data systems other than PostgreSQL, one room each: what a catalog there says in logical
 * types (PostgreSQL's names of them), how its rows are read as wire rows, how tables are written
 * there, and how an auditor reads them by a way of its own. Nothing outside a room knows its engine
 * but by these contracts; {@link io.drover.engine.Engines} lists them.
 */
package io.drover.engine;
