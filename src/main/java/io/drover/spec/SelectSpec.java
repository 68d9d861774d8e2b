package io.drover.spec;

import io.drover.model.Nullable;
import java.util.List;

/**
 * Which tables of the source take part.
 *
 * @param include patterns {@code schema.table}, {@code *} any run of characters, {@code ?} one
 * @param exclude likewise; outranks include
 * @param targetSchema the schema in the target for all of them, or null: each keeps its own
 */
public record SelectSpec(
        List<String> include, List<String> exclude, @Nullable String targetSchema) {}
