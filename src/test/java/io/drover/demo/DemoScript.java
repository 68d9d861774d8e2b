package io.drover.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A file of SQL that lies beside this class. */
final class DemoScript {
    private DemoScript() {}

    static String text(String name) {
        try (InputStream file = DemoScript.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException("Cannot read " + name, failure);
        }
    }

    /** Runs a script that makes about so many rows; the same rows and seed make the same. */
    static void run(Connection connection, String name, long rows, int seed) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Compiling the long expressions takes longer than a small demo's rows.
            statement.execute(
                    "SET TIME ZONE 'UTC'; SET lc_monetary = 'C'; SET work_mem = '64MB'; SET jit = off");
            statement.execute("SET demo.rows = " + rows + "; SET demo.seed = " + seed);
            statement.execute(text(name));
        }
    }
}
