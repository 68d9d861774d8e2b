package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the only user of the only account is let in by: its password, and what a test has set. Each
 * is verified, the signature of a key pair's token with plain JDK cryptography.
 *
 * <p>Source: Snowflake documentation, "Key-pair authentication", "Key Pair Authentication:
 * Troubleshooting": whatever is wrong with such a token, its sender is told 390144 alone.
 */
public final class Credentials {
    static final String ACCOUNT = "TESTACCT";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Decoder URL = Base64.getUrlDecoder();

    private final List<String> logins = new CopyOnWriteArrayList<>();
    private volatile PublicKey key;
    private volatile String oauth;
    private volatile Instant oauthEnd = Instant.MAX;
    private volatile String accessToken;

    /** As {@code ALTER USER … SET RSA_PUBLIC_KEY}. */
    public void key(PublicKey ofUser) {
        key = ofUser;
    }

    /** A token of OAuth that is known until an instant. */
    public void oauth(String token, Instant end) {
        oauth = token;
        oauthEnd = end;
    }

    /** As {@code ALTER USER … ADD PROGRAMMATIC ACCESS TOKEN}. */
    public void accessToken(String token) {
        accessToken = token;
    }

    /** How each session was let in, in order: {@code OAUTH by connector}. */
    public List<String> logins() {
        return List.copyOf(logins);
    }

    /** Lets in, or refuses as Snowflake does. */
    void verify(JsonNode data) {
        if (!data.path("ACCOUNT_NAME").asText().equalsIgnoreCase(ACCOUNT)) {
            throw new HttpRefusal(403);
        }
        String way = data.path("AUTHENTICATOR").asText("SNOWFLAKE").toUpperCase(Locale.ROOT);
        boolean isUser = data.path("LOGIN_NAME").asText().equalsIgnoreCase(SnowflakeStandIn.USER);
        String proof = data.path("TOKEN").asText();
        switch (way) {
            case "SNOWFLAKE_JWT" -> refuseUnless(isUser && isSigned(proof), jwt());
            case "OAUTH" -> {
                refuseUnless(proof.equals(oauth), refusal("390303", "Invalid OAuth access token."));
                refuseUnless(
                        Instant.now().isBefore(oauthEnd),
                        refusal("390318", "OAuth access token expired."));
            }
            case "PROGRAMMATIC_ACCESS_TOKEN" ->
                    refuseUnless(isUser && proof.equals(accessToken), noAccessToken());
            default -> way = password(isUser, data.path("PASSWORD").asText());
        }
        boolean connector = data.path("CLIENT_ENVIRONMENT").has("spark.version");
        logins.add(way + " by " + (connector ? "connector" : "driver"));
    }

    /** An access token may stand in place of a password. */
    private String password(boolean isUser, String proof) {
        if (isUser && proof.equals(SnowflakeStandIn.PASSWORD)) {
            return "PASSWORD";
        }
        // Theirs are JSON web tokens too.
        refuseUnless(!proof.startsWith("eyJ") || proof.equals(accessToken), noAccessToken());
        refuseUnless(
                isUser && proof.equals(accessToken),
                refusal("390100", "Incorrect username or password was specified."));
        return "ACCESS_TOKEN";
    }

    private static void refuseUnless(boolean holds, SnowflakeError refusal) {
        if (!holds) {
            throw refusal;
        }
    }

    private static SnowflakeError refusal(String code, String message) {
        return new SnowflakeError(code, "08001", message);
    }

    private static SnowflakeError jwt() {
        return refusal("390144", "JWT token is invalid. [" + UUID.randomUUID() + "]");
    }

    private static SnowflakeError noAccessToken() {
        return refusal("394400", "Programmatic access token is invalid.");
    }

    /** By the user's key, for this account and user, and not run out. */
    private boolean isSigned(String token) {
        String[] parts = token.split("\\.", -1);
        if (key == null || parts.length != 3) {
            return false;
        }
        try {
            JsonNode header = JSON.readTree(URL.decode(parts[0]));
            JsonNode claims = JSON.readTree(URL.decode(parts[1]));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            String subject = ACCOUNT + "." + SnowflakeStandIn.USER.toUpperCase(Locale.ROOT);
            long now = Instant.now().getEpochSecond();
            long issued = claims.path("iat").asLong();
            return header.path("alg").asText().equals("RS256")
                    && claims.path("sub").asText().equals(subject)
                    && claims.path("iss").asText().equals(subject + "." + fingerprint(key))
                    && claims.path("exp").asLong() > now
                    && issued > now - 3600
                    && issued < now + 60
                    && signature.verify(URL.decode(parts[2]));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failure) {
            return false;
        }
    }

    private static String fingerprint(PublicKey key) throws GeneralSecurityException {
        return "SHA256:"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    }
}
