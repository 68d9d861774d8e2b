package io.drover.engine.jdbc;

import java.sql.Connection;

/** A connection that sees the moment of a run, for one task; closing it gives it back. */
public interface HeldConnection extends AutoCloseable {
    Connection connection();

    @Override
    void close();
}
