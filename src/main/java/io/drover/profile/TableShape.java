package io.drover.profile;

import java.io.Serializable;
import java.util.List;

/**
 * How the rows of a table come over the wire, and what is looked at.
 *
 * @param located whether a row begins with its ctid, which is no column
 * @param key places of the key's columns among {@code columns}
 */
public record TableShape(List<ProfiledColumn> columns, boolean located, List<Integer> key)
        implements Serializable {
    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }
}
