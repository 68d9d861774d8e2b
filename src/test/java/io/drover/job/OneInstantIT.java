package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.ReadPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A writer moves amounts between rows all the while: a total that is off was read at two instants.
 */
class OneInstantIT {
    private static final int ACCOUNTS = 40_000;

    private Trial trial;
    private Thread writer;
    private volatile boolean writing = true;
    private final AtomicLong transfers = new AtomicLong();

    @BeforeEach
    void open() throws Exception {
        trial = new Trial("instant");
        trial.source.execute(
                "CREATE TABLE account (id int PRIMARY KEY, amount bigint NOT NULL, note text) WITH (fillfactor = 60)",
                "INSERT INTO account SELECT g, 1000, repeat('x', 40) FROM generate_series(1, "
                        + ACCOUNTS
                        + ") g",
                "VACUUM ANALYZE account");
        writer = new Thread(this::moveAmounts, "writer");
        writer.start();
    }

    @AfterEach
    void close() throws Exception {
        writing = false;
        writer.join();
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(ReadPath.class)
    void theTotalIsExactWhileAmountsMove(ReadPath path) {
        long before = transfers.get();
        trial.migrate(
                "chunking { target-bytes = 256KiB, small-table-bytes = 64KiB }",
                "read-path = " + path.name().toLowerCase(Locale.ROOT));
        assertThat(transfers.get()).as("transfers during the run").isGreaterThan(before);
        assertThat(trial.target.value("SELECT count(*) || ' ' || sum(amount) FROM account"))
                .isEqualTo(ACCOUNTS + " " + ACCOUNTS * 1000L);
    }

    private void moveAmounts() {
        Random random = new Random(42);
        try (Connection connection = trial.source.connect();
                PreparedStatement move =
                        connection.prepareStatement(
                                "UPDATE account SET amount = amount + CASE WHEN id = ? THEN -? ELSE ? END"
                                        + " WHERE id IN (?, ?)")) {
            while (writing) {
                int from = 1 + random.nextInt(ACCOUNTS / 2);
                int to = from + ACCOUNTS / 2;
                int amount = random.nextInt(100);
                move.setInt(1, from);
                move.setInt(2, amount);
                move.setInt(3, amount);
                move.setInt(4, from);
                move.setInt(5, to);
                move.executeUpdate();
                transfers.incrementAndGet();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
