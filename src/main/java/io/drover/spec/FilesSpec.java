package io.drover.spec;

/** Settings of an endpoint of type {@code files}, its object {@code files}. */
public record FilesSpec() implements EngineSpec {
    static FilesSpec read(SpecNode node) {
        node.refuseUnknownKeys();
        return new FilesSpec();
    }
}
