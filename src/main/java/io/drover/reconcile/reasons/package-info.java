/**
 * Why a value differs: the known reasons, each checked by making the target's value from the
 * source's. Pure functions of two values; part of the room {@code reconcile}, fifth floor.
 */
package io.drover.reconcile.reasons;
