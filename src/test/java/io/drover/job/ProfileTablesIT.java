package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.profile.ProfileRequest;
import io.drover.job.profile.ProfileTables;
import io.drover.job.profile.UnfitRows;
import io.drover.job.run.Progress;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Share;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Trouble;
import io.drover.model.profile.Unfit;
import io.drover.report.ProfileJson;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void repeatedKeysAndOrphansAreCountedByTheSource() {
        try (Trial trial = new Trial("profile_keys")) {
            trial.source.execute(
                    "CREATE TABLE customer (id int PRIMARY KEY, email text, name text)",
                    "INSERT INTO customer SELECT n, 'a' || CASE n WHEN 4 THEN 3 ELSE n END || '@x',"
                            + " CASE n WHEN 1 THEN 'José  Pérez' WHEN 2 THEN 'jose perez ' ELSE"
                            + " 'n' || n END FROM generate_series(1, 5000) n",
                    "CREATE TABLE purchase (no int, customer_id int, boss int)",
                    "INSERT INTO purchase SELECT n / 2, n * 2, n FROM generate_series(1, 2505) n",
                    "UPDATE customer SET id = -1 WHERE id = 9",
                    "ALTER TABLE purchase ADD CONSTRAINT boss_fk FOREIGN KEY (boss) REFERENCES"
                            + " customer NOT VALID",
                    "INSERT INTO purchase VALUES (7000, NULL, NULL)");

            MigrationProfile found =
                    profile(
                            trial,
                            new ProfileRequest(
                                    Set.of(),
                                    null,
                                    ProfileRequest.Keys.QUERIED,
                                    List.of("name", "public.purchase.no")),
                            "tables = [{ name = public.purchase, key = [no] }]");

            TableProfile customer = found.tables().get(0);
            assertThat(customer.duplicates())
                    .contains(
                            new DuplicateKeys(
                                    DuplicateKeys.Kind.CANDIDATE,
                                    List.of("email"),
                                    1,
                                    2,
                                    List.of("email=a3@x (2 rows)"),
                                    null),
                            new DuplicateKeys(
                                    DuplicateKeys.Kind.NEAR,
                                    List.of("name"),
                                    1,
                                    2,
                                    List.of("name=José  Pérez, name=jose perez  (2 rows)"),
                                    null));
            TableProfile purchase = found.tables().get(1);
            assertThat(purchase.duplicates().get(0).kind()).isEqualTo(DuplicateKeys.Kind.DECLARED);
            assertThat(purchase.duplicates().get(0).keys()).isEqualTo(1252);
            assertThat(purchase.duplicates().get(0).rows()).isEqualTo(2504);
            Orphans declared = purchase.orphans().get(0);
            assertThat(declared.constraint()).isEqualTo("boss_fk");
            assertThat(declared.rows()).isEqualTo(1);
            assertThat(declared.examples()).containsExactly("boss=9 (1 rows)");
            Orphans likely = purchase.orphans().get(1);
            assertThat(likely.constraint()).isNull();
            assertThat(likely.parent()).isEqualTo(new TableName("public", "customer"));
            assertThat(likely.rows()).isEqualTo(5);
            assertThat(likely.examples()).first().isEqualTo("customer_id=5002 (1 rows)");
        }
    }

    @Test
    void whatAStandingTableCannotHoldIsNamedRowByRow() {
        try (Trial trial = new Trial("profile_unfit")) {
            trial.source.execute(
                    "CREATE TABLE item (id bigint PRIMARY KEY, code text, price numeric, maker text)",
                    "INSERT INTO item SELECT n, CASE WHEN n > 990 THEN 'käse-too-long' ELSE 'ok' END,"
                            + " CASE n WHEN 5 THEN 12345.6 WHEN 6 THEN 1.239 ELSE n END,"
                            + " CASE n WHEN 7 THEN NULL ELSE 'm' END FROM generate_series(1, 1000) n",
                    "INSERT INTO item VALUES (3000000000, 'exactly 10', 1, 'm')");
            trial.target.execute(
                    "CREATE TABLE item (id int, code varchar(10), price numeric(6,2), maker text NOT NULL)");

            TableProfile item =
                    profile(
                                    trial,
                                    ALL,
                                    "schema = existing",
                                    "load = append",
                                    "tables = [{ name = public.item, waive = [id, code, price] }]")
                            .tables()
                            .get(0);

            assertThat(item.unfit())
                    .containsExactly(
                            new Unfit("integer", "id", 1, List.of("ctid=(6,59), id=3000000000")),
                            new Unfit(
                                    "character varying(10)",
                                    "code",
                                    10,
                                    item.unfit().get(1).examples()),
                            new Unfit(
                                    "numeric(6,2)",
                                    "price",
                                    2,
                                    List.of("ctid=(0,5), id=5", "ctid=(0,6), id=6")),
                            new Unfit("NOT NULL", "maker", 1, List.of("ctid=(0,7), id=7")));
            assertThat(item.unfit().get(1).examples())
                    .hasSize(5)
                    .first()
                    .asString()
                    .endsWith("id=991");
        }
    }

    @Test
    void aMaskedColumnShowsCountsAndNoValue() {
        try (Trial trial = new Trial("profile_masked")) {
            trial.source.execute(
                    "CREATE TABLE person (ssn text PRIMARY KEY, name text, pin int, friend text"
                            + " REFERENCES person)",
                    "INSERT INTO person SELECT 'secret' || n, 'n', 4711, NULL FROM"
                            + " generate_series(1, 50) n");
            MigrationProfile found =
                    profile(
                            trial,
                            ALL,
                            "tables = [{ name = public.person, key = [ssn], columns = [",
                            "{ column = ssn, from = ssn, mask { how = redact } },",
                            "{ column = pin, expression = \"pin + 1\", mask { how = redact } } ] }]");

            ColumnProfile ssn = column(found.tables().get(0), "ssn");
            assertThat(ssn.masked()).isTrue();
            assertThat(ssn.distinct().count()).isEqualTo(50);
            assertThat(ProfileJson.render(found)).doesNotContain("secret").doesNotContain("4711");
        }
    }

    @Test
    void aSampleSaysThatItIsOne() {
        try (Trial trial = new Trial("profile_sample")) {
            trial.source.execute(
                    "CREATE TABLE large (id int, filler text)",
                    "INSERT INTO large SELECT n, repeat('x', 1500) FROM generate_series(1, 10000) n",
                    "CREATE TABLE small AS SELECT 1 AS id",
                    "ANALYZE");
            MigrationProfile found =
                    profile(
                            trial,
                            new ProfileRequest(
                                    Set.of(), 10.0, ProfileRequest.Keys.LEFT_OUT, List.of()));

            assertThat(found.samplePercent()).isEqualTo(10.0);
            TableProfile large = found.tables().get(0);
            assertThat(large.sampled()).isTrue();
            assertThat(large.rows()).isBetween(900L, 1100L);
            assertThat(found.tables().get(1).sampled()).isFalse();
            assertThat(found.tables().get(1).rows()).isEqualTo(1);
        }
    }

    @Test
    void oneTableThatCannotBeReadStopsNoOther() {
        try (Trial trial = new Trial("profile_denied")) {
            trial.source.execute(
                    "CREATE TABLE open_to_all AS SELECT 1 AS id",
                    "CREATE TABLE closed AS SELECT 1 AS id",
                    "DROP ROLE IF EXISTS profile_reader",
                    "CREATE ROLE profile_reader LOGIN PASSWORD 'x'",
                    "GRANT SELECT ON open_to_all TO profile_reader");
            try {
                MigrationProfile found =
                        profile(trial, ALL, "source { user = profile_reader, password = x }");
                assertThat(found.tables().get(0).failure()).contains("permission denied");
                assertThat(found.tables().get(1).rows()).isEqualTo(1);
            } finally {
                trial.source.execute("DROP OWNED BY profile_reader", "DROP ROLE profile_reader");
            }
        }
    }

    @Test
    void planWarnsOfWhatTheProfileFound(@TempDir Path folder) throws IOException {
        try (Trial trial = new Trial("profile_plan")) {
            trial.source.execute(
                    "CREATE TABLE parent (id int PRIMARY KEY)",
                    "CREATE TABLE child (parent int)",
                    "INSERT INTO child VALUES (1), (1)",
                    "ALTER TABLE child ADD FOREIGN KEY (parent) REFERENCES parent NOT VALID");
            assertThat(attention(trial, folder)).isEmpty();

            WriteProfile.write(profile(trial, ALL), folder);
            assertThat(attention(trial, folder))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "foreign key child_parent_fkey of public.child: 2 rows point at no row"
                                    + " of public.parent. (profile of 20");

            Files.writeString(folder.resolve(WriteProfile.JSON), "{\"format\": \"x\"}");
            assertThat(attention(trial, folder))
                    .singleElement()
                    .asString()
                    .contains("profile.json");
        }
    }

    private static List<String> attention(Trial trial, Path folder) {
        return new PlanMigration(trial.spec(), folder)
                .run().plan().warnings().stream()
                        .filter(warning -> warning.kind() == PlanWarning.Kind.ATTENTION)
                        .map(warning -> warning.object() + ": " + warning.text())
                        .toList();
    }

    @Test
    void aTableWithoutColumnsIsRefusedWithWhatToDo() {
        try (Trial trial = new Trial("profile_bare")) {
            trial.source.execute("CREATE TABLE bare ()", "CREATE TABLE full_one (id int)");
            assertThatThrownBy(() -> profile(trial, ALL))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("public.bare has no column")
                    .hasMessageContaining("Exclude it.");
        }
    }

    @Test
    void aTableThatIsNotThereIsRefused() {
        try (Trial trial = new Trial("profile_unknown")) {
            trial.source.execute("CREATE TABLE here AS SELECT 1 AS id");
            assertThatThrownBy(
                            () ->
                                    profile(
                                            trial,
                                            new ProfileRequest(
                                                    Set.of(new TableName("public", "there")),
                                                    null,
                                                    ProfileRequest.Keys.QUERIED,
                                                    List.of())))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("Cannot profile public.there")
                    .extracting(failure -> ((MigrationException) failure).kind())
                    .isEqualTo(ErrorKind.USAGE);
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
