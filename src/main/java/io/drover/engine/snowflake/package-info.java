/**
 * Floor 5: Snowflake: tables that its Spark connector stages and one transaction of plain JDBC
 * takes in, and that are read at one moment by time travel. The only room that knows the connector.
 */
package io.drover.engine.snowflake;
