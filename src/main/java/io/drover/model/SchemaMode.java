package io.drover.model;

/** Who makes the target's tables. */
public enum SchemaMode {
    /** Drover makes them from the source's definitions. */
    CREATE,
    /** They stand already, are compared with the source, and their definitions are kept. */
    EXISTING
}
