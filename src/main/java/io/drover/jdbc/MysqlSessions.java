package io.drover.jdbc;

import io.drover.spec.EndpointSpec;
import java.util.List;
import java.util.Properties;

/**
 * How a session of MySQL or MariaDB is fixed: UTC, UTF-8, one isolation, strict values whatever the
 * server's {@code sql_mode}, and no time-out that ends a reader that waits its turn.
 *
 * <p>Source: MySQL 8.4 manual, 7.1.11 "Server SQL Modes", 11.7 "Comments" ({@code /*!80000} runs on
 * MySQL only: MariaDB skips versions from 50700 to 99999); MariaDB documentation, "Comment Syntax".
 */
final class MysqlSessions {
    private static final int A_YEAR_SECONDS = 31_536_000;

    private MysqlSessions() {}

    /**
     * The driver takes both schemes, but {@code jdbc:mysql:} only with a property that other
     * drivers do not know.
     */
    static String url(String url) {
        return url.startsWith("jdbc:mysql:")
                ? "jdbc:mariadb:" + url.substring("jdbc:mysql:".length())
                : url;
    }

    static void addProperties(EndpointSpec endpoint, Properties properties) {
        properties.setProperty(
                "connectTimeout", Long.toString(endpoint.connectTimeout().toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        // Values as the server has them, not as Java would like them.
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        // LOAD DATA takes a stream that Drover hands over; the driver sends no file that the
        // statement itself does not name.
        properties.setProperty("allowLocalInfile", "true");
    }

    /** One statement each. */
    static List<String> preparation(EndpointSpec endpoint) {
        return List.of(
                "SET NAMES utf8mb4",
                ("SET SESSION time_zone = '+00:00',"
                                + " sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',"
                                + " sql_auto_is_null = 0, sql_safe_updates = 0, sql_quote_show_create = 1,"
                                + " group_concat_max_len = 1048576,"
                                + " wait_timeout = %1$d, interactive_timeout = %1$d,"
                                + " net_write_timeout = %1$d, net_read_timeout = %1$d,"
                                + " lock_wait_timeout = %2$d, innodb_lock_wait_timeout = %2$d"
                                + " /*M!100300 , idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0,"
                                + " idle_write_transaction_timeout = 0, max_statement_time = 0, sql_select_limit = DEFAULT */"
                                + " /*!80000 , max_execution_time = 0, information_schema_stats_expiry = 0 */")
                        .formatted(A_YEAR_SECONDS, lockSeconds(endpoint)),
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    /** Whole seconds, at least one; zero in a spec is none, which is a year here. */
    private static long lockSeconds(EndpointSpec endpoint) {
        return endpoint.lockTimeout().isZero()
                ? A_YEAR_SECONDS
                : Math.max(1, endpoint.lockTimeout().toSeconds());
    }
}
