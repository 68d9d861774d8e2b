package io.drover.engine;

/**
 * What an engine says of a session before a run.
 *
 * @param what one sentence, with the values
 * @param mend what the operator should do, where a run may fail or wait; empty where nothing is
 *     wrong
 * @param waits whether nothing can be read before a run has begun, which mends it
 */
public record EngineFact(String what, String mend, boolean waits) {
    public EngineFact(String what, String mend) {
        this(what, mend, false);
    }
}
