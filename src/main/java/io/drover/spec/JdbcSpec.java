package io.drover.spec;

/** Settings of an endpoint of type {@code jdbc}, its object {@code jdbc}. */
public record JdbcSpec() implements EngineSpec {
    static JdbcSpec read(SpecNode node) {
        node.refuseUnknownKeys();
        return new JdbcSpec();
    }
}
