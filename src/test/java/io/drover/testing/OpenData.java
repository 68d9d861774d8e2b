package io.drover.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/** Real data that nobody on this project wrote, in a folder beside the repository. */
public final class OpenData {
    private OpenData() {}

    /** The PostgreSQL edition of a data set; it may not exist, and then its tests are skipped. */
    public static Path folder(String name) {
        Path directory = Path.of("").toAbsolutePath();
        while (directory.getParent() != null) {
            Path candidate = directory.resolveSibling("shared").resolve("data").resolve(name);
            if (Files.isDirectory(candidate)) {
                return candidate.resolve("postgres");
            }
            directory = directory.getParent();
        }
        return Path.of("no-open-data");
    }

    /** Makes the schema and loads every table; the tables' names. */
    public static List<String> load(TestDatabase database, Path folder) {
        try (Connection connection = database.connect();
                Stream<Path> files = Files.list(folder)) {
            connection.createStatement().execute(Files.readString(folder.resolve("schema.sql")));
            connection.createStatement().execute("SET session_replication_role = replica");
            List<Path> tables =
                    files.filter(file -> file.toString().endsWith(".csv.gz")).sorted().toList();
            for (Path file : tables) {
                try (InputStream csv = new GZIPInputStream(Files.newInputStream(file))) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    "COPY public."
                                            + name(file)
                                            + " FROM STDIN (FORMAT csv, HEADER true)",
                                    csv);
                }
            }
            return tables.stream().map(OpenData::name).toList();
        } catch (SQLException failure) {
            throw new IllegalStateException("Loading " + folder, failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".csv.gz", "");
    }
}
