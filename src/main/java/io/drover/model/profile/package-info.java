/**
 * Floor 0: what a profile found in the source's tables, as values that are printed and read back.
 * No I/O, nothing computed.
 */
package io.drover.model.profile;
