package io.drover.engine.mysql;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The connections of this JVM that see one moment: a server of MySQL cannot hand a snapshot to
 * another session, so those that took it are kept for as long as it is read. A moment that lost one
 * of them is lost: what that one had read and not told is nobody else's to know.
 *
 * <p>Thread-safe. Runs on: the JVM that opened the moment.
 */
final class HeldReaders {
    static final String SAVEPOINT = "drover";
    private static final Map<String, HeldReaders> HELD = new ConcurrentHashMap<>();
    private static final long PATIENCE_SECONDS = 1;

    private final String name;
    private final List<Connection> all;
    private final BlockingQueue<Connection> free;
    private volatile @Nullable SQLException lost;
    private volatile boolean closed;

    private HeldReaders(String name, List<Connection> readers) {
        this.name = name;
        this.all = List.copyOf(readers);
        this.free = new LinkedBlockingQueue<>(readers);
    }

    /** Keeps the readers, each inside its transaction, under the moment's name. */
    static HeldReaders hold(String name, List<Connection> readers) {
        HeldReaders held = new HeldReaders(name, readers);
        HELD.put(name, held);
        return held;
    }

    /**
     * The readers of a moment.
     *
     * @throws SnapshotLostException when this JVM does not hold it, or not any more
     */
    static HeldReaders of(Snapshot snapshot) {
        HeldReaders held = HELD.get(snapshot.name());
        if (held == null) {
            throw new SnapshotLostException(
                    "Cannot read the source at its moment %s: no connection of this process sees it. Give the same command again: it opens a new one."
                            .formatted(snapshot.name()),
                    null);
        }
        return held;
    }

    /** Waits for a reader that is free. */
    Connection borrow() {
        try {
            while (true) {
                if (lost != null || closed) {
                    throw lost("a reader of it", lost);
                }
                Connection reader = free.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (reader != null) {
                    return reader;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new MigrationException(
                    ErrorKind.TRANSIENT,
                    "Cannot wait for a reader of the source: the task was stopped. Give the same command again: it goes on where it stopped.",
                    stopped);
        }
    }

    /**
     * Takes it back for the next. A server that can gives up its hold on the table's definition
     * (MySQL, as for mysqldump; MariaDB with a binary log was seen to keep it).
     */
    void giveBack(Connection reader) {
        if (lost == null && !closed) {
            try (Statement statement = reader.createStatement()) {
                statement.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                free.add(reader);
            } catch (SQLException failure) {
                lost("a reader of it", failure);
            }
        }
    }

    /** The moment is over for everyone: one of its readers is gone. */
    SnapshotLostException lost(String attempted, @Nullable SQLException failure) {
        if (failure != null) {
            lost = failure;
        }
        return new SnapshotLostException(
                "Cannot use %s: the server ended a connection that sees the moment %s%s. Give the same command again: it opens a new one. Look for what ends long sessions: a proxy, a script that kills them, a restart."
                        .formatted(
                                attempted,
                                name,
                                failure == null ? "" : ": " + failure.getMessage()),
                failure);
    }

    void close() {
        closed = true;
        HELD.remove(name);
        for (Connection reader : all) {
            try {
                if (free.remove(reader)) {
                    reader.close();
                } else {
                    // A task still reads: it must not keep the driver waiting.
                    reader.abort(Runnable::run);
                }
            } catch (SQLException alreadyGone) {
                // There is nothing to end.
            }
        }
    }
}
