/**
 * Floor 4: reads what stands in a database into {@link io.drover.model.catalog.Catalog}, with a
 * handful of queries whatever the number of tables. Opens no connection and decides nothing.
 */
package io.drover.catalog;
