/**
 * Floor 3: connections, transactions, retries by error class, COPY streams. The only room that
 * opens connections; checked SQL exceptions end here.
 */
package io.drover.jdbc;
