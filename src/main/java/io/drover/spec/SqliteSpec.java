package io.drover.spec;

/** Settings of an endpoint of type {@code sqlite}, its object {@code sqlite}. */
public record SqliteSpec() implements EngineSpec {
    static SqliteSpec read(SpecNode node) {
        node.refuseUnknownKeys();
        return new SqliteSpec();
    }
}
