/**
 * Floor 5, in extract: a Spark DataSource V2 over COPY. The one small room that may touch Spark's
 * catalyst, since its reader contract hands out {@code InternalRow}.
 */
package io.drover.extract.connector;
