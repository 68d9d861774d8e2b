/**
 * Floor 5: any database with a JDBC driver, as far as JDBC's own metadata tells what stands in it.
 * What a product does otherwise than the standard is in its {@link
 * io.drover.engine.generic.Product}.
 */
package io.drover.engine.generic;
