package io.drover.ledger;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The password of a server of Drover's own. It listens on this machine only, but other users of it
 * could connect, and it keeps rows that were set aside: so it asks for what only the owner of the
 * ledger's folder can read.
 */
final class LedgerPassword {
    private static final String ASKING =
            """
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private LedgerPassword() {}

    /** Null before one was made. */
    static @Nullable Secret of(Path folder) throws IOException {
        Path file = file(folder);
        return Files.exists(file) ? new Secret(Files.readString(file).strip()) : null;
    }

    /** Whether the server asks for it, or still trusts whoever comes, as it does when it is new. */
    static boolean isAsked(Path data) throws IOException {
        return Files.readString(data.resolve("pg_hba.conf")).equals(ASKING);
    }

    /** Makes one, of the server's own randomness. Repeats: the last one counts. */
    static void ask(EndpointSpec endpoint, Path folder, Path data) throws IOException {
        try (Connection connection =
                        Connections.open(
                                Side.TARGET,
                                endpoint,
                                new Session("drover ledger", Session.Timeouts.NONE));
                Statement statement = connection.createStatement()) {
            String password;
            try (ResultSet random =
                    statement.executeQuery(
                            "SELECT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')")) {
                random.next();
                password = random.getString(1);
            }
            statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
            Files.deleteIfExists(file(folder));
            Files.createFile(
                    file(folder),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file(folder), password);
            Files.writeString(data.resolve("pg_hba.conf"), ASKING);
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "protect the ledger in " + folder, failure);
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("password");
    }
}
