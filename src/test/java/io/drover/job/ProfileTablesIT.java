package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TableName;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Share;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Trouble;
import io.drover.report.ProfileJson;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Profiles of real tables with planted troubles. */
class ProfileTablesIT {
    private static final ProfileRequest ALL =
            new ProfileRequest(Set.of(), null, ProfileRequest.Keys.QUERIED, List.of());

    @Test
    void everyPlantedTroubleIsCounted() {
        try (Trial trial = new Trial("profile")) {
            trial.source.execute(
                    "CREATE TABLE person (id int PRIMARY KEY, name text, born date, height numeric,"
                            + " note char(8), photo bytea, doc jsonb)",
                    "INSERT INTO person SELECT n, CASE n % 100 WHEN 1 THEN NULL WHEN 2 THEN ''"
                            + " WHEN 3 THEN '  ' WHEN 4 THEN ' x' WHEN 5 THEN 'x ' WHEN 6 THEN"
                            + " 'CafÃ©' WHEN 7 THEN U&'e\\0301' WHEN 8 THEN U&'a\\FFFD' WHEN 9 THEN"
                            + " E'a\\x01b' ELSE 'Name ' || n END, CASE n % 50 WHEN 0 THEN"
                            + " '9999-12-31' WHEN 1 THEN '1899-05-05' WHEN 2 THEN 'infinity' ELSE"
                            + " date '2000-01-01' + n END, CASE WHEN n IN (17, 18) THEN 99999 ELSE"
                            + " 150 + n % 50 END, 'ab', '\\x0102', '{\"a\": 1}' FROM"
                            + " generate_series(1, 2000) n");

            TableProfile person = profile(trial, ALL).tables().get(0);

            assertThat(person.rows()).isEqualTo(2000);
            ColumnProfile name = column(person, "name");
            assertThat(name.nulls()).isEqualTo(20);
            assertThat(name.empty()).isEqualTo(20);
            assertThat(name.blank()).isEqualTo(20);
            assertThat(troubles(name))
                    .isEqualTo(
                            Map.of(
                                    Trouble.Kind.LEADING_BLANK, 20L,
                                    Trouble.Kind.TRAILING_BLANK, 20L,
                                    Trouble.Kind.MOJIBAKE, 20L,
                                    Trouble.Kind.NOT_NFC, 20L,
                                    Trouble.Kind.REPLACEMENT_CHARACTER, 20L,
                                    Trouble.Kind.CONTROL_CHARACTER, 20L));
            assertThat(name.distinct().exact()).isFalse();
            assertThat(1828L).isBetween(name.distinct().low(), name.distinct().high());
            assertThat(name.patterns().top().get(0).text()).startsWith("Aaaa 999");
            assertThat(troubles(column(person, "born")))
                    .isEqualTo(
                            Map.of(
                                    Trouble.Kind.DATE_SENTINEL, 40L,
                                    Trouble.Kind.DATE_OUT_OF_RANGE, 40L,
                                    Trouble.Kind.DATE_INFINITE, 40L));
            ColumnProfile height = column(person, "height");
            assertThat(height.min()).isEqualTo("150");
            assertThat(height.max()).isEqualTo("99999");
            assertThat(height.numbers().above().rows()).isEqualTo(2);
            assertThat(height.numbers().above().examples()).containsExactly("99999");
            assertThat(height.numbers().sampled()).isFalse();
            ColumnProfile note = column(person, "note");
            assertThat(note.frequent().top()).containsExactly(new Share("ab", 2000, 1.0));
            assertThat(note.troubles()).isEmpty();
            assertThat(column(person, "photo").bytes().max()).isEqualTo(2);
            assertThat(column(person, "doc").min()).isNull();
            assertThat(column(person, "doc").distinct().count()).isEqualTo(1);
        }
    }

    @Test
    void partitionsAreMergedAndChunksChangeNothing() {
        try (Trial trial = new Trial("profile_parts")) {
            trial.source.execute(
                    "CREATE TABLE event (id bigint, at timestamptz, kind text) PARTITION BY RANGE (id)",
                    "CREATE TABLE event_b PARTITION OF event FOR VALUES FROM (10000) TO (100000)",
                    "CREATE TABLE event_a (kind text, id bigint, at timestamptz)",
                    "ALTER TABLE event ATTACH PARTITION event_a FOR VALUES FROM (0) TO (10000)",
                    "INSERT INTO event SELECT n, timestamptz '2020-01-01 00:00Z' + n * interval '1 min',"
                            + " 'kind ' || n % 7 FROM generate_series(1, 30000) n",
                    "CREATE TABLE nothing (id int)",
                    "ANALYZE");

            MigrationProfile whole = profile(trial, ALL);
            MigrationProfile cut =
                    profile(
                            trial,
                            ALL,
                            "chunking { target-bytes = 64KiB, small-table-bytes = 0B }");

            assertThat(whole.tables())
                    .extracting(TableProfile::table)
                    .containsExactly(
                            new TableName("public", "event"), new TableName("public", "nothing"));
            TableProfile event = whole.tables().get(0);
            assertThat(event.partitions()).isEqualTo(2);
            assertThat(event.rows()).isEqualTo(30000);
            assertThat(column(event, "kind").frequent().top()).hasSize(7);
            assertThat(column(event, "id").max()).isEqualTo("30000");
            assertThat(whole.tables().get(1).rows()).isZero();
            TableProfile cutEvent = cut.tables().get(0);
            assertThat(column(cutEvent, "kind")).isEqualTo(column(event, "kind"));
            assertThat(column(cutEvent, "at").min()).isEqualTo(column(event, "at").min());
            assertThat(column(cutEvent, "id").distinct()).isEqualTo(column(event, "id").distinct());
            assertThat(ProfileJson.read(ProfileJson.render(cut))).isEqualTo(cut);
        }
    }

    private static MigrationProfile profile(Trial trial, ProfileRequest request, String... more) {
        return new ProfileTables(
                        trial.spec(more),
                        TestSpark::session,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        request,
                        UnfitRows.NONE)
                .run();
    }

    private static ColumnProfile column(TableProfile table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<Trouble.Kind, Long> troubles(ColumnProfile column) {
        return column.troubles().stream().collect(Collectors.toMap(Trouble::kind, Trouble::rows));
    }
}
