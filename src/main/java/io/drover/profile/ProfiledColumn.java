package io.drover.profile;

import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * A column as its rows are looked at.
 *
 * @param type the source's own name of it
 * @param masked whether no value of it may be shown
 * @param limit what a standing target can hold; null: whatever comes
 */
public record ProfiledColumn(
        String name, String type, ValueFamily family, boolean masked, @Nullable Limit limit)
        implements Serializable {}
