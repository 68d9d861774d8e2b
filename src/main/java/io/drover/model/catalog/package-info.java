/**
 * Floor 0: what stands in a database, as its catalog says: values without SQL of their own beyond
 * the expressions that the server itself printed.
 */
package io.drover.model.catalog;
