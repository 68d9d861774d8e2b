/**
 * A stand-in for Snowflake: speaks the wire protocol of its unmodified JDBC driver and Spark
 * connector over HTTP, with H2 as SQL engine. Test fixture; knows no room of the product.
 */
package io.drover.testing.snowflake;
