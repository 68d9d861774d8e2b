package io.drover.spec;

/** Settings of an endpoint of type {@code delta}, its object {@code delta}. */
public record DeltaSpec() implements EngineSpec {
    static DeltaSpec read(SpecNode node) {
        node.refuseUnknownKeys();
        return new DeltaSpec();
    }
}
