package io.drover.spec;

import io.drover.model.Nullable;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes the records of {@code source} and {@code target}. */
final class EndpointReader {
    private static final List<String> TYPES =
            List.of("postgres", "mysql", "sqlite", "jdbc", "files", "delta", "snowflake");

    /** Those that nobody logs in to. */
    private static final Set<String> WITHOUT_USER = Set.of("sqlite", "jdbc", "files", "delta");

    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-Fa-f]+-[0-9A-Fa-f]+-[0-9]+");

    /** Properties that Drover sets itself, and what to write instead. */
    private static final Map<String, String> OWN_PROPERTIES =
            Map.of(
                    "user", "write user beside url",
                    "password", "write password beside url, from the environment",
                    "ApplicationName", "Drover names its sessions itself",
                    "connectTimeout", "write connect-timeout beside url",
                    "prepareThreshold", "Drover sets it itself",
                    "tcpKeepAlive", "Drover sets it itself");

    private EndpointReader() {}

    static EndpointSpec source(SpecNode node) {
        String snapshot = node.optionalText("snapshot");
        if (snapshot != null && !SNAPSHOT.matcher(snapshot).matches()) {
            node.problem(
                    "snapshot",
                    "must be a name that pg_export_snapshot() gave, such as"
                            + " \"00000003-0000001B-1\"; got \""
                            + snapshot
                            + "\"");
        }
        return endpoint(node, snapshot);
    }

    static EndpointSpec target(SpecNode node) {
        if (node.has("snapshot")) {
            node.problem("snapshot", "belongs to the source only: a target is written, not read");
        }
        return endpoint(node, null);
    }

    /** Of a ledger that is not in the target. */
    static EndpointSpec ledger(SpecNode node) {
        if (node.has("snapshot")) {
            node.problem("snapshot", "belongs to the source only: a ledger is written");
        }
        EndpointSpec ledger = endpoint(node, null);
        if (!ledger.type().isEmpty() && !ledger.isPostgres()) {
            node.problem("type", "must be postgres: the ledger's tables are PostgreSQL's");
        }
        return ledger;
    }

    private static EndpointSpec endpoint(SpecNode node, @Nullable String snapshot) {
        boolean written = node.writesAnything();
        String type = written ? node.text("type") : "";
        int choice = type.isEmpty() ? -1 : node.choice("type", TYPES);
        boolean postgres = choice == 0;
        String url = written ? node.text("url") : "";
        Map<String, String> properties = node.properties("properties");
        if (postgres) {
            PostgresUrl.problems(url).forEach(problem -> node.problem("url", problem));
            refuseBadProperties(node, properties);
        }
        if (type.equals("mysql")) {
            MysqlUrl.problems(url).forEach(problem -> node.problem("url", problem));
            properties
                    .keySet()
                    .forEach(
                            name ->
                                    MysqlUrl.own(name)
                                            .forEach(
                                                    problem ->
                                                            node.problem("properties", problem)));
        }
        if (type.equals("snowflake")) {
            SnowflakeUrl.problems(url).forEach(problem -> node.problem("url", problem));
            properties
                    .keySet()
                    .forEach(
                            name ->
                                    SnowflakeUrl.own(name)
                                            .forEach(
                                                    problem ->
                                                            node.problem("properties", problem)));
        }
        Secret password = secret(node, "password");
        EndpointSpec endpoint =
                new EndpointSpec(
                        type,
                        url,
                        user(node, written, type),
                        password,
                        properties,
                        (int) node.count("max-connections", 2, 1000),
                        node.duration("connect-timeout", Duration.ofSeconds(1)),
                        node.duration("statement-timeout", Duration.ZERO),
                        node.duration("lock-timeout", Duration.ZERO),
                        snapshot,
                        engine(node, choice, password != null));
        node.refuseUnknownKeys();
        return endpoint;
    }

    private static String user(SpecNode node, boolean written, String type) {
        if (written && WITHOUT_USER.contains(type)) {
            String user = node.optionalText("user");
            return user == null ? "" : user;
        }
        return written ? node.text("user") : "";
    }

    /** The object that is named after the type; another engine's is an unknown key. */
    private static EngineSpec engine(SpecNode node, int choice, boolean hasPassword) {
        if (choice <= 0) {
            return EngineSpec.PLAIN;
        }
        SpecNode settings = node.child(TYPES.get(choice));
        return switch (choice) {
            case 1 -> MysqlSpec.read(settings);
            case 2 -> SqliteSpec.read(settings);
            case 3 -> JdbcSpec.read(settings);
            case 4 -> FilesSpec.read(settings);
            case 5 -> DeltaSpec.read(settings);
            default -> SnowflakeSpec.read(settings, hasPassword);
        };
    }

    private static void refuseBadProperties(SpecNode node, Map<String, String> properties) {
        for (String name : properties.keySet()) {
            if (OWN_PROPERTIES.containsKey(name)) {
                node.problem(
                        "properties", "must not set " + name + ": " + OWN_PROPERTIES.get(name));
            } else {
                PostgresUrl.unknownProperty(name)
                        .ifPresent(problem -> node.problem("properties", problem));
            }
        }
    }

    /** Of the key, or of the first line of the file that {@code <key>-file} names. */
    static @Nullable Secret secret(SpecNode node, String key) {
        String written = node.secretText(key);
        String fileKey = key + "-file";
        String file = node.optionalText(fileKey);
        if (file == null) {
            return written == null ? null : new Secret(written);
        }
        if (written != null) {
            node.problem(fileKey, "and %s exclude each other; write one of them".formatted(key));
            return null;
        }
        String read = content(node, fileKey, Path.of(file)).lines().findFirst().orElse("");
        if (read.isEmpty() && Files.isReadable(Path.of(file))) {
            node.problem(fileKey, "holds no %s in its first line: %s".formatted(key, file));
        }
        return read.isEmpty() ? null : new Secret(read);
    }

    /** The whole of the file that the key names. */
    static @Nullable Secret wholeFile(SpecNode node, String key) {
        String file = node.optionalText(key);
        String read = file == null ? "" : content(node, key, Path.of(file));
        return read.isEmpty() ? null : new Secret(read);
    }

    private static String content(SpecNode node, String key, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException failure) {
            node.problem(key, "is not UTF-8 text: " + file);
        } catch (IOException failure) {
            node.problem(key, "cannot be read: " + file);
        }
        return "";
    }
}
