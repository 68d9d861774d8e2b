package io.drover.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * What a JDBC URL of PostgreSQL must be, judged by the driver's own parser. A URL that may hold a
 * password is never part of a problem's text.
 */
final class PostgresUrl {
    private static final String PREFIX = "jdbc:postgresql:";
    private static final String RIGHT = "write jdbc:postgresql://host:port/database";
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/?]*@");
    private static final List<String> PROPERTY_NAMES =
            Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList();

    private PostgresUrl() {}

    /** What is wrong with it, each as it follows {@code source.url: }. */
    static List<String> problems(String url) {
        if (url.isEmpty()) {
            return List.of();
        }
        if (CREDENTIALS.matcher(url).find()) {
            return List.of(
                    "must not hold a user or password; write them beside url, as user and password");
        }
        if (!url.startsWith(PREFIX)) {
            return List.of(
                    "is no PostgreSQL URL; " + RIGHT + ", got \"" + withoutQuery(url) + "\"");
        }
        List<String> problems = new ArrayList<>();
        for (String parameter : parameters(url)) {
            String name = parameter.split("=", 2)[0];
            if (name.toLowerCase(Locale.ROOT).contains("password") || name.equals("user")) {
                problems.add(
                        "must not hold "
                                + name
                                + "; write it beside url, as user, password or properties { … }");
            } else {
                unknownProperty(name).ifPresent(problems::add);
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(parsed(url));
        }
        return problems;
    }

    /** A property that the driver does not know, which it would ignore without a word. */
    static Optional<String> unknownProperty(String name) {
        return PROPERTY_NAMES.contains(name)
                ? Optional.empty()
                : Optional.of(
                        "the driver knows no property \"%s\"%s"
                                .formatted(
                                        name,
                                        NearestName.to(name, PROPERTY_NAMES)
                                                .map(near -> ", did you mean \"" + near + "\"?")
                                                .orElse("")));
    }

    /** Host, port and database, by which two URLs are compared; the URL itself if it is none. */
    static String database(String url) {
        // Not parsed unless it is right: the driver logs parts of what it refuses.
        Properties properties = problems(url).isEmpty() ? Driver.parseURL(url, null) : null;
        return properties == null
                ? url
                : PGProperty.PG_HOST.getOrDefault(properties)
                        + ":"
                        + PGProperty.PG_PORT.getOrDefault(properties)
                        + "/"
                        + PGProperty.PG_DBNAME.getOrDefault(properties);
    }

    private static List<String> parsed(String url) {
        Properties properties = Driver.parseURL(url, null);
        if (properties == null) {
            return List.of("does not parse; " + RIGHT + ", got \"" + withoutQuery(url) + "\"");
        }
        String database = PGProperty.PG_DBNAME.getOrDefault(properties);
        return database == null || database.isEmpty()
                ? List.of("names no database; " + RIGHT + ", got \"" + withoutQuery(url) + "\"")
                : List.of();
    }

    private static List<String> parameters(String url) {
        int query = url.indexOf('?');
        return query < 0
                ? List.of()
                : Arrays.stream(url.substring(query + 1).split("&"))
                        .filter(parameter -> !parameter.isEmpty())
                        .toList();
    }

    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
