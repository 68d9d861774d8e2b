package io.drover.model.catalog;

import io.drover.model.Nullable;

/** A schema and its comment, null where it has none. */
public record SchemaInfo(String name, @Nullable String comment) {}
