/**
 * Floor 5: Delta Lake: tables that Spark writes, each load one version of its table, and reads at
 * one version. The only room that knows Delta's own classes.
 */
package io.drover.engine.delta;
