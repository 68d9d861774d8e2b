package io.drover.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JDBC URL of MySQL or MariaDB must be. A URL that may hold a password is never part of a
 * problem's text.
 */
final class MysqlUrl {
    private static final Pattern SHAPE =
            Pattern.compile("jdbc:(?:mysql|mariadb):(?:[a-z]+:)?//[^/?]+(?:/[^?]*)?(?:\\?(.*))?");
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/?]*@");

    /** Properties that Drover sets itself, in lower case, and why. */
    private static final Map<String, String> OWN =
            Map.of(
                    "user", "write user beside url",
                    "password", "write password beside url, from the environment",
                    "connecttimeout", "write connect-timeout beside url",
                    "allowlocalinfile", "Drover decides by itself what it sends",
                    "tinyint1isbit", "set mysql.tinyint1",
                    "yearisdatetype", "a YEAR is read as a number",
                    "zerodatetimebehavior", "set mysql.zero-dates",
                    "sessionvariables", "Drover fixes the session itself");

    private MysqlUrl() {}

    /** What is wrong with it, each as it follows {@code source.url: }. */
    static List<String> problems(String url) {
        if (url.isEmpty()) {
            return List.of();
        }
        if (CREDENTIALS.matcher(url).find()) {
            return List.of(
                    "must not hold a user or password; write them beside url, as user and password");
        }
        Matcher shape = SHAPE.matcher(url);
        if (!shape.matches()) {
            return List.of(
                    "is no URL of MySQL or MariaDB; write jdbc:mysql://host:port/database or jdbc:mariadb://host:port/database");
        }
        List<String> problems = new ArrayList<>();
        if (shape.group(1) != null) {
            for (String parameter : shape.group(1).split("&", -1)) {
                own(parameter.split("=", 2)[0]).forEach(problems::add);
            }
        }
        return problems;
    }

    /** What is wrong with a property of this name: none, or one. */
    static List<String> own(String property) {
        String instead = OWN.get(property.toLowerCase(Locale.ROOT));
        return instead == null ? List.of() : List.of("must not set " + property + ": " + instead);
    }
}
