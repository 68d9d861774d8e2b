package io.drover.model;

import java.io.Serializable;

/**
 * An exported view of a PostgreSQL database that any number of sessions can share.
 *
 * @param name what {@code SET TRANSACTION SNAPSHOT} takes; good only while its holder lives
 * @param visible {@code txid_current_snapshot()} under it; two snapshots of one server with the
 *     same text see the same rows
 * @param server system identifier, timeline and database: transaction numbers mean nothing
 *     elsewhere
 * @param walPosition where the server's log stood when it was taken
 */
public record Snapshot(String name, String visible, String server, String walPosition)
        implements Serializable {}
