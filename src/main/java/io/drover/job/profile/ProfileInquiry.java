package io.drover.job.profile;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.ProfileQueries;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.Inquiry;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.profile.LikelyKeys;
import io.drover.profile.ProfiledColumn;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.DeduplicateRule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Asks the source what one pass cannot tell: which keys occur twice, and which rows point nowhere.
 * Each question is a query of its own over all rows, under the profile's snapshot; one that fails
 * is a result.
 */
final class ProfileInquiry {
    private final MigrationSpec spec;
    private final Catalog catalog;
    private final SourceAccess access;
    private final ProfileRequest request;

    ProfileInquiry(
            MigrationSpec spec, Catalog catalog, SourceAccess access, ProfileRequest request) {
        this.spec = spec;
        this.catalog = catalog;
        this.access = access;
        this.request = request;
    }

    /** One group of rows with a count, of a query's answer. */
    private record Group(long groups, long rows, @Nullable String example) {}

    /** Answers a question, or says why there is no answer. */
    private record Answer(List<Group> found, @Nullable String failure) {
        long groups() {
            return found.isEmpty() ? 0 : found.get(0).groups;
        }

        long rows() {
            return found.isEmpty() ? 0 : found.get(0).rows;
        }

        List<String> examples() {
            return found.stream().map(Group::example).filter(each -> each != null).toList();
        }
    }

    /** The same profile with what was asked for. */
    TableProfile complete(ProfiledTable table, TableProfile profile) {
        if (profile.failure() != null) {
            return profile;
        }
        List<DuplicateKeys> duplicates = new ArrayList<>();
        List<Orphans> orphans = new ArrayList<>();
        if (request.keys() == ProfileRequest.Keys.QUERIED) {
            duplicates.addAll(duplicates(table, profile));
            orphans.addAll(orphans(table));
        }
        duplicates.addAll(nearDuplicates(table));
        return profile.with(duplicates, orphans);
    }

    private List<DuplicateKeys> duplicates(ProfiledTable table, TableProfile profile) {
        Set<List<String>> asked = new LinkedHashSet<>();
        List<DuplicateKeys> found = new ArrayList<>();
        if (table.settings() != null) {
            if (!table.settings().key().isEmpty()) {
                asked.add(table.settings().key());
            }
            DeduplicateRule rule = table.settings().rules().deduplicate();
            if (rule != null && !rule.by().isEmpty() && names(table).containsAll(rule.by())) {
                asked.add(rule.by());
            }
        }
        asked.forEach(
                columns -> found.add(duplicates(table, DuplicateKeys.Kind.DECLARED, columns)));
        for (String column :
                LikelyKeys.candidates(table.table(), profile.columns(), profile.rows())) {
            if (asked.add(List.of(column))) {
                found.add(duplicates(table, DuplicateKeys.Kind.CANDIDATE, List.of(column)));
            }
        }
        return found;
    }

    private DuplicateKeys duplicates(
            ProfiledTable table, DuplicateKeys.Kind kind, List<String> columns) {
        Answer answer =
                ask(
                        "count duplicates in " + table.name(),
                        ProfileQueries.duplicates(rows(table.name()), columns),
                        columns,
                        shows(table, columns));
        return new DuplicateKeys(
                kind, columns, answer.groups(), answer.rows(), answer.examples(), answer.failure());
    }

    private List<DuplicateKeys> nearDuplicates(ProfiledTable table) {
        List<DuplicateKeys> found = new ArrayList<>();
        for (ProfiledColumn column : table.shape().columns()) {
            if (request.near().contains(column.name())
                    || request.near().contains(table.name() + "." + column.name())) {
                Answer answer =
                        ask(
                                "count near duplicates in " + table.name(),
                                ProfileQueries.nearDuplicates(rows(table.name()), column.name()),
                                List.of(column.name(), column.name()),
                                !column.masked());
                found.add(
                        new DuplicateKeys(
                                DuplicateKeys.Kind.NEAR,
                                List.of(column.name()),
                                answer.groups(),
                                answer.rows(),
                                answer.examples(),
                                answer.failure()));
            }
        }
        return found;
    }

    private List<Orphans> orphans(ProfiledTable table) {
        List<Orphans> found = new ArrayList<>();
        Set<String> declared = new HashSet<>();
        for (Reference key : foreignKeys(table.name())) {
            declared.addAll(key.columns);
            found.add(orphans(table, key));
        }
        for (LikelyKeys.Reference likely :
                LikelyKeys.references(catalog, table.table(), declared)) {
            found.add(
                    orphans(
                            table,
                            new Reference(
                                    null,
                                    List.of(likely.column()),
                                    likely.parent(),
                                    List.of(likely.parentColumn()))));
        }
        return found;
    }

    private record Reference(
            @Nullable String name,
            List<String> columns,
            TableName parent,
            List<String> parentColumns) {}

    private List<Reference> foreignKeys(TableName table) {
        return inSnapshot(
                connection ->
                        new Inquiry(Side.SOURCE, connection)
                                .list(
                                        "read the foreign keys of " + table,
                                        ProfileQueries.FOREIGN_KEYS,
                                        row ->
                                                new Reference(
                                                        row.getString(1),
                                                        texts(row, 2),
                                                        new TableName(
                                                                row.getString(3), row.getString(4)),
                                                        texts(row, 5)),
                                        PostgresNames.quote(table)));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private Orphans orphans(ProfiledTable table, Reference key) {
        Answer answer =
                ask(
                        "count orphans in " + table.name(),
                        ProfileQueries.orphans(
                                rows(table.name()),
                                key.columns,
                                rows(key.parent),
                                key.parentColumns),
                        key.columns,
                        shows(table, key.columns));
        return new Orphans(
                key.name,
                key.columns,
                key.parent,
                key.parentColumns,
                answer.rows(),
                answer.examples(),
                answer.failure());
    }

    private ProfileQueries.Rows rows(TableName table) {
        // A parent that is not selected may be partitioned, and is read with all that it has.
        boolean partitioned = catalog.table(table).map(TableInfo::isPartitioned).orElse(true);
        String where =
                spec.tables().stream()
                        .filter(each -> each.name().equals(table))
                        .map(TableSpec::where)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        return new ProfileQueries.Rows(table, partitioned, where);
    }

    private static List<String> names(ProfiledTable table) {
        return table.shape().columns().stream().map(ProfiledColumn::name).toList();
    }

    private static boolean shows(ProfiledTable table, List<String> columns) {
        return table.shape().columns().stream()
                .noneMatch(column -> column.masked() && columns.contains(column.name()));
    }

    private Answer ask(String attempted, String sql, List<String> columns, boolean shown) {
        try {
            return new Answer(
                    inSnapshot(
                            connection ->
                                    new Inquiry(Side.SOURCE, connection)
                                            .list(
                                                    attempted,
                                                    sql,
                                                    row -> group(row, columns, shown))),
                    null);
        } catch (MigrationException failure) {
            if (failure.kind() != ErrorKind.SOURCE) {
                throw failure;
            }
            return new Answer(List.of(), failure.getMessage());
        }
    }

    private static Group group(ResultSet row, List<String> columns, boolean shown)
            throws SQLException {
        long rows = row.getLong(3);
        if (row.wasNull() || !shown) {
            return new Group(row.getLong(1), row.getLong(2), null);
        }
        List<String> parts = new ArrayList<>();
        for (int place = 0; place < columns.size(); place++) {
            parts.add(columns.get(place) + "=" + cut(row.getString(4 + place)));
        }
        return new Group(
                row.getLong(1),
                row.getLong(2),
                "%s (%d rows)".formatted(String.join(", ", parts), rows));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= ColumnProfile.SHOWN_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, ColumnProfile.SHOWN_CHARACTERS))
                        + "…";
    }

    private interface Question<T> {
        T ask(Connection connection);
    }

    private <T> T inSnapshot(Question<T> question) {
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections())) {
            Connection connection = lease.connection();
            SnapshotHolder.adopt(Side.SOURCE, connection, access.snapshot());
            try {
                return question.ask(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "end a query of the profile", failure);
        }
    }
}
