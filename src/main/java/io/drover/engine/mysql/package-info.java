/**
 * Floor 5: MySQL and MariaDB. One moment for all readers, the catalog in logical types, rows from
 * the text protocol straight into the COPY wire, and an auditor who reads texts that the server
 * prints by other functions.
 */
package io.drover.engine.mysql;
