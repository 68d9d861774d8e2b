/**
 * Floor 1: what it means for two rows to be the same: the form that is hashed, the digest of a row
 * and of a set of rows. No I/O.
 */
package io.drover.canonical;
