package io.drover.engine;

/**
 * What an engine says of a session before a run.
 *
 * @param what one sentence, with the values
 * @param mend what the operator should do, where a run may fail or wait; empty where nothing is
 *     wrong
 */
public record EngineFact(String what, String mend) {}
