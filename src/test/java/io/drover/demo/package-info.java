/**
 * What {@code scripts/demo} and {@code scripts/bench} need of a server and of data. Lives with the
 * tests because the embedded PostgreSQL does, and no jar of ours ships one.
 */
package io.drover.demo;
