package io.drover.transform;

import io.drover.model.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * The two functions that rules need and Spark SQL lacks: {@code drover_unicode(text, form)} and
 * {@code drover_mask(name, text)}, an HMAC-SHA-256 in hexadecimal digits under the secret of that
 * name. Secrets travel inside the function, so that no plan and no page of Spark's shows them.
 */
public final class RuleFunctions {
    private RuleFunctions() {}

    /** Makes them known to a session. */
    public static void register(SparkSession session, Map<String, String> secrets) {
        session.udf().register("drover_unicode", new Unicode(), DataTypes.StringType);
        session.udf().register("drover_mask", new Mask(secrets), DataTypes.StringType);
    }

    private static final class Unicode implements UDF2<String, String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String call(@Nullable String text, String form) {
            return text == null ? null : Normalizer.normalize(text, Normalizer.Form.valueOf(form));
        }
    }

    private static final class Mask implements UDF2<String, String, String> {
        private static final long serialVersionUID = 1L;
        private static final String ALGORITHM = "HmacSHA256";

        private final TreeMap<String, String> secrets;

        Mask(Map<String, String> secrets) {
            this.secrets = new TreeMap<>(secrets);
        }

        @Override
        public @Nullable String call(String name, @Nullable String text) {
            if (text == null) {
                return null;
            }
            String secret = secrets.get(name);
            if (secret == null) {
                throw new IllegalStateException("No secret for the mask of " + name);
            }
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
                return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("Every Java has " + ALGORITHM, impossible);
            }
        }
    }
}
