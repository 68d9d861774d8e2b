package io.drover.engine.jdbc;

import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;

/**
 * The session's own table where an engine without savepoints gathers the rows of a chunk, numbered,
 * before they go into their table by one statement.
 */
public interface Spool extends Serializable {
    /** Makes it, empty and without constraints, with the types of {@code into}'s columns. */
    String make(TableName into, List<String> columns);

    /** {@code INSERT … VALUES} of so many rows, each led by its number. */
    String fill(List<String> columns, int rows);

    /**
     * Inserts rows from one number to another, both bound and within, into their table.
     *
     * @param key of rows that are to be overwritten; empty where none is
     */
    String move(TableName into, List<String> columns, List<String> key);
}
