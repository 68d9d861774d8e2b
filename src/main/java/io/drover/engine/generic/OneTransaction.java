package io.drover.engine.generic;

import io.drover.engine.jdbc.HeldConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one transaction that a moment's rows are read in, by one reader at a time. It is known by its
 * name to the tasks of the same JVM.
 */
final class OneTransaction implements AutoCloseable {
    private static final Map<String, OneTransaction> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBER = new AtomicLong();

    private final String name;
    private final Connection connection;
    private final Semaphore free = new Semaphore(1, true);

    private OneTransaction(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    /** A name that no moment of another run or another JVM has. */
    static String freshName() {
        return "%d-%d-%d"
                .formatted(
                        ProcessHandle.current().pid(), System.nanoTime(), NUMBER.incrementAndGet());
    }

    static OneTransaction hold(String name, Connection connection) {
        OneTransaction held = new OneTransaction(name, connection);
        OPEN.put(name, held);
        return held;
    }

    /** The transaction of that name in this JVM; null where there is none. */
    static OneTransaction named(String name) {
        return OPEN.get(name);
    }

    /** Waits until nobody else reads. */
    HeldConnection borrow() {
        free.acquireUninterruptibly();
        return new HeldConnection() {
            private boolean returned;

            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public void close() {
                if (!returned) {
                    returned = true;
                    free.release();
                }
            }
        };
    }

    @Override
    public void close() {
        OPEN.remove(name);
        try {
            connection.rollback();
        } catch (SQLException lost) {
            // It was only read.
        } finally {
            closeConnection();
        }
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (SQLException lost) {
            // Likewise.
        }
    }
}
