/** Fixtures: real servers, one database per test, one Spark session per JVM, leak checks. */
package io.drover.testing;
