package io.drover.spec;

import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * The way out to Snowflake and its stages where there is no direct one.
 *
 * @param user empty for a proxy that asks for none
 * @param except hosts that are reached directly, as Java's {@code http.nonProxyHosts} has them;
 *     empty: none
 */
public record SnowflakeProxy(
        String host, int port, String user, @Nullable Secret password, String except)
        implements Serializable {
    /** Null where the spec names no host. */
    static @Nullable SnowflakeProxy read(SpecNode node) {
        String host = node.optionalText("host");
        String user = node.optionalText("user");
        String except = node.optionalText("except");
        int port = (int) node.count("port", 1, 65_535);
        Secret password = EndpointReader.secret(node, "password");
        if (host == null && node.writesAnything()) {
            node.problem("host", "is missing");
        }
        node.refuseUnknownKeys();
        return host == null
                ? null
                : new SnowflakeProxy(
                        host,
                        port,
                        user == null ? "" : user,
                        password,
                        except == null ? "" : except);
    }
}
