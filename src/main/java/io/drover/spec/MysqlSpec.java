package io.drover.spec;

/** Settings of an endpoint of type {@code mysql}, its object {@code mysql}. */
public record MysqlSpec() implements EngineSpec {
    static MysqlSpec read(SpecNode node) {
        node.refuseUnknownKeys();
        return new MysqlSpec();
    }
}
