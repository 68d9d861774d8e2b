package io.drover.model.catalog;

/**
 * The server and database behind a connection.
 *
 * @param versionNumber {@code server_version_num}, e.g. 170002
 * @param version for people, e.g. {@code PostgreSQL 17.2}
 * @param encoding of the database, e.g. {@code UTF8}
 * @param locale {@code datcollate} of the database
 * @param standby whether it is in recovery
 */
public record ServerInfo(
        int versionNumber,
        String version,
        String database,
        String encoding,
        String locale,
        boolean standby) {}
