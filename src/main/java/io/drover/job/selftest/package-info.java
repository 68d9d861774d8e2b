/**
 * Floor 6: tests the reconciliation itself, by corruptions that it must find. Writes to a scratch
 * schema of the target and to nothing else.
 */
package io.drover.job.selftest;
