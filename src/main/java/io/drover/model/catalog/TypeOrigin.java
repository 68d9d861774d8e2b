package io.drover.model.catalog;

import io.drover.model.TypeVerdict;
import java.io.Serializable;

/**
 * The type that a column has in its own engine, and what becomes of its values in the logical type.
 *
 * @param type as the engine prints it: {@code bigint(20) unsigned}
 * @param verdict never {@link TypeVerdict#LOSSY} on the quiet: a lossy reading must be waived
 * @param reason for a verdict that is not lossless; else empty
 */
public record TypeOrigin(String type, TypeVerdict verdict, String reason) implements Serializable {}
