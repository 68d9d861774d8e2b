package io.drover.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL of Snowflake, taken apart. A URL that may hold a secret is never part of a problem's
 * text.
 *
 * @param server {@code host}, or {@code host:port}
 */
public record SnowflakeUrl(String server, Map<String, String> parameters) {
    private static final Pattern SHAPE =
            Pattern.compile("jdbc:snowflake://(?:https?://)?([^/?@]+)/?(?:\\?(.*))?");

    /** Parameters that stand elsewhere, in lower case, and where. */
    private static final Map<String, String> OWN =
            Map.ofEntries(
                    Map.entry("user", "write user beside url"),
                    Map.entry("password", "write password beside url, from the environment"),
                    Map.entry("token", "write snowflake.token, from the environment"),
                    Map.entry("authenticator", "write snowflake.authentication"),
                    Map.entry("passcode", "a job has nobody who reads one"),
                    Map.entry("passcodeinpassword", "a job has nobody who reads one"),
                    Map.entry("clientrequestmfatoken", "a cached answer is a secret on disk"),
                    Map.entry("client_request_mfa_token", "a cached answer is a secret on disk"),
                    Map.entry("client_store_temporary_credential", "it is a secret on disk"),
                    Map.entry("private_key_file", "write snowflake.private-key-file"),
                    Map.entry("private_key_pwd", "write snowflake.private-key-passphrase"),
                    Map.entry("private_key_file_pwd", "write snowflake.private-key-passphrase"),
                    Map.entry("private_key_base64", "write snowflake.private-key-file"),
                    Map.entry("useproxy", "write snowflake.proxy"),
                    Map.entry("proxypassword", "write snowflake.proxy"),
                    Map.entry("query_tag", "Drover names its statements itself"),
                    Map.entry("timezone", "Drover's sessions are in UTC"),
                    Map.entry("tracing", "the driver's own log holds statements and tokens"));

    /**
     * Of a URL that is right.
     *
     * @throws IllegalArgumentException for another
     */
    public static SnowflakeUrl of(String url) {
        Matcher shape = SHAPE.matcher(url);
        if (!shape.matches()) {
            throw new IllegalArgumentException("No URL of Snowflake");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        if (shape.group(2) != null && !shape.group(2).isEmpty()) {
            for (String parameter : shape.group(2).split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return new SnowflakeUrl(shape.group(1), parameters);
    }

    /** What is wrong with it, each as it follows {@code source.url: }. */
    static List<String> problems(String url) {
        if (url.isEmpty()) {
            return List.of();
        }
        if (!SHAPE.matcher(url).matches()) {
            return List.of(
                    "is no URL of Snowflake; write jdbc:snowflake://account.snowflakecomputing.com/, user and secrets beside it");
        }
        List<String> problems = new ArrayList<>();
        of(url).parameters().keySet().forEach(name -> problems.addAll(own(name)));
        return problems;
    }

    /** What is wrong with a property of this name: none, or one. */
    static List<String> own(String property) {
        String instead = OWN.get(property.toLowerCase(Locale.ROOT));
        return instead == null ? List.of() : List.of("must not set " + property + ": " + instead);
    }
}
