package io.drover.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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

    /** A MySQL dump, statement by statement; each ends at a line's end. */
    public static void loadMysql(TestMariaDb database, Path file) {
        List<String> statements = new ArrayList<>();
        statements.add("SET FOREIGN_KEY_CHECKS = 0");
        try (InputStream text = new GZIPInputStream(Files.newInputStream(file))) {
            StringBuilder statement = new StringBuilder();
            for (String line :
                    new String(text.readAllBytes(), StandardCharsets.UTF_8).split("\\R", -1)) {
                statement.append(line).append('\n');
                if (line.endsWith(";")) {
                    String sql = statement.toString().replaceAll("(?s)^(\\s|/\\*.*?\\*/)*", "");
                    if (!sql.matches("(?s)((DROP DATABASE|CREATE DATABASE|USE) .*|;\\s*)")) {
                        statements.add(sql);
                    }
                    statement.setLength(0);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        database.execute(statements.toArray(String[]::new));
    }
}
