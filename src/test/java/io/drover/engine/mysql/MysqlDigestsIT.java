package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.CanonicalType;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.Moment;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the server digests is what the auditor reads, bucket by bucket. */
class MysqlDigestsIT {
    private static final int BUCKETS = 64;

    private static final MysqlSpec AS_NULL =
            new MysqlSpec(
                    MysqlSpec.ZeroDates.AS_NULL,
                    MysqlSpec.TinyintOfOne.BOOLEAN,
                    MysqlSpec.Time.TIME,
                    MysqlSpec.WithoutLock.SINGLE_READER);

    /** Dates that no calendar has, and other values that are none of their types. */
    private static final String[] STRANGE = {
        "SET time_zone = '+00:00', sql_mode = 'ALLOW_INVALID_DATES'",
        "CREATE TABLE strange (id int PRIMARY KEY, d date NULL, t datetime(3) NULL,"
                + " s timestamp NULL, h time(2) NULL, b tinyint(1) NULL, e enum('a','b') NULL)",
        "INSERT INTO strange VALUES"
                + " (1, '0000-00-00', '0000-00-00', '0000-00-00', '00:00:00', 0, 'a'),"
                + " (2, '2020-00-00', '2020-02-31 01:02:03.5', '2020-06-01 01:02:03', '24:00:00', 1, 'b'),"
                + " (3, '2020-06-00', '2020-00-01 00:00:01', NULL, '24:00:00.01', 2, 'c'),"
                + " (4, '2021-02-29', NULL, NULL, '-00:00:00.01', -1, NULL),"
                + " (5, '2020-02-29', '0000-00-01', NULL, '838:59:59', NULL, 0),"
                + " (6, NULL, '0001-01-01', '1970-01-01 00:00:01', '-838:59:59', NULL, NULL)"
    };

    @Test
    void everyColumnOfEveryTypeHasTheDigestsOfTheAuditor() {
        try (TestMariaDb server = TestMariaDb.create("digests")) {
            MysqlTypesIT.fill(server);
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "every_type")) {
                List<String> refused = new ArrayList<>();
                List<AuditColumn> formed = new ArrayList<>();
                for (AuditColumn column : requests.columns) {
                    AuditRequest one = requests.of(List.of(column));
                    MysqlTrial.ENGINE
                            .digestRefusal(one)
                            .ifPresentOrElse(
                                    refused::add,
                                    () -> {
                                        formed.add(column);
                                        assertThat(byServer(one))
                                                .as("%s", column)
                                                .isEqualTo(byAuditor(one));
                                    });
                }
                assertThat(refused)
                        .hasSize(3)
                        .anyMatch(
                                each -> each.contains("of a JSON out of a column of type longtext"))
                        .anyMatch(
                                each -> each.contains("of a BINARY out of a column of type point"));
                AuditRequest all = requests.of(formed);
                assertThat(byServer(all)).isEqualTo(byAuditor(all)).hasSizeGreaterThan(1);
            }
        }
    }

    @Test
    void valuesThatAreNoneOfTheirTypesToo() {
        try (TestMariaDb server = TestMariaDb.create("strange")) {
            server.execute(STRANGE);
            for (MysqlSpec settings : List.of(MysqlSpec.DEFAULT, AS_NULL)) {
                try (Requests requests = new Requests(server, settings, "strange")) {
                    for (AuditColumn column : requests.columns) {
                        AuditRequest one = requests.of(List.of(requests.columns.get(0), column));
                        assertThat(byServer(one)).as("%s", column).isEqualTo(byAuditor(one));
                    }
                }
            }
        }
    }

    @Test
    void aYearThatTheServerCountsWronglyHasNoDigest() {
        try (TestMariaDb server = TestMariaDb.create("zero")) {
            server.execute(
                    "CREATE TABLE ancient (id int PRIMARY KEY, d date)",
                    "INSERT INTO ancient VALUES (1, '0000-02-28'), (2, '0001-01-01')");
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "ancient")) {
                assertThat(digests(requests.of(requests.columns)))
                        .extracting(BucketDigest::undigested)
                        .contains(1L);
            }
        }
    }

    @Test
    void aRowThatIsLongerThanAPacketHasNoDigest() {
        try (TestMariaDb server = TestMariaDb.create("packets")) {
            server.execute(
                    "CREATE TABLE wide (id int PRIMARY KEY, a longblob, b longblob)",
                    "INSERT INTO wide VALUES (1, REPEAT('x', @@max_allowed_packet - 9),"
                            + " REPEAT('x', 99)), (2, 'x', 'x')");
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "wide")) {
                assertThat(
                                digests(requests.of(requests.columns)).stream()
                                        .mapToLong(BucketDigest::undigested)
                                        .sum())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void bytesAreComparedAndNoCollation() {
        try (TestMariaDb server = TestMariaDb.create("collations")) {
            server.execute(
                    "CREATE TABLE texts (id int PRIMARY KEY,"
                            + " ci varchar(10) COLLATE utf8mb4_general_ci, c char(10) COLLATE utf8mb4_general_ci)",
                    "INSERT INTO texts VALUES (1, 'a', 'x'), (2, 'A', 'x '), (3, 'a ', 'X'), (4, 'ä', '')");
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "texts")) {
                AuditRequest ci = requests.of(requests.columns.subList(1, 2));
                AuditRequest padded = requests.of(requests.columns.subList(2, 3));
                assertThat(byServer(ci)).isEqualTo(byAuditor(ci)).hasSize(4);
                // Two of the four are one value, whose padding is none of it.
                assertThat(byServer(padded)).isEqualTo(byAuditor(padded)).hasSize(3);
            }
        }
    }

    @Test
    void chunksAndTheFilterCutTheRows() {
        try (TestMariaDb server = TestMariaDb.create("chunks")) {
            server.execute(
                    "CREATE TABLE n (id int PRIMARY KEY, v varchar(9))",
                    "INSERT INTO n SELECT seq, CONCAT('v', seq) FROM seq_1_to_1000");
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "n")) {
                AuditRequest cut =
                        requests.of(
                                requests.columns,
                                "id % 3 = 0 -- every third",
                                List.of(
                                        new ChunkPlan(0, "`id` < 500", 0, 0),
                                        new ChunkPlan(1, "`id` >= 500", 0, 0)));
                assertThat(byServer(cut)).isEqualTo(byAuditor(cut));
                assertThat(
                                byServer(cut).values().stream()
                                        .reduce(SetDigest.EMPTY, SetDigest::plus)
                                        .rows())
                        .isEqualTo(333);
            }
        }
    }

    @Test
    void aColumnThatIsGoneIsAReason() {
        try (TestMariaDb server = TestMariaDb.create("gone")) {
            server.execute("CREATE TABLE n (id int PRIMARY KEY)");
            try (Requests requests = new Requests(server, MysqlSpec.DEFAULT, "n")) {
                AuditColumn gone = new AuditColumn("v", "text", CanonicalType.TEXT, false);
                assertThat(MysqlTrial.ENGINE.digestRefusal(requests.of(List.of(gone))))
                        .contains("column v: the table does not have it any more");
            }
        }
    }

    private static List<BucketDigest> digests(AuditRequest request) {
        return MysqlTrial.ENGINE.digests(TestSpark.session(), request, BUCKETS).collect();
    }

    private static Map<Integer, SetDigest> byServer(AuditRequest request) {
        Map<Integer, SetDigest> sums = new TreeMap<>();
        for (BucketDigest digest : digests(request)) {
            assertThat(digest.undigested()).isZero();
            sums.merge(
                    digest.bucket(),
                    new SetDigest(digest.rows(), digest.high(), digest.low()),
                    SetDigest::plus);
        }
        return sums;
    }

    private static Map<Integer, SetDigest> byAuditor(AuditRequest request) {
        Map<Integer, SetDigest> sums = new TreeMap<>();
        for (byte[] form : MysqlTrial.ENGINE.forms(TestSpark.session(), request).collect()) {
            CanonicalDigest digest = new CanonicalDigest();
            digest.digest(form, 0, form.length);
            sums.merge(
                    (int) (digest.high() >>> (Long.SIZE - Integer.numberOfTrailingZeros(BUCKETS))),
                    new SetDigest(1, digest.high(), digest.low()),
                    SetDigest::plus);
        }
        return sums;
    }

    /** A table at one moment. */
    private static final class Requests implements AutoCloseable {
        private final EndpointSpec endpoint;
        private final Moment moment;
        private final TableInfo table;
        private final List<AuditColumn> columns;

        Requests(TestMariaDb server, MysqlSpec settings, String name) {
            endpoint = MysqlTrial.with(server, settings);
            moment = MysqlTrial.open(endpoint, 1);
            table = MysqlTrial.table(moment, server, name);
            columns = MysqlTrial.audited(table);
        }

        AuditRequest of(List<AuditColumn> compared) {
            return of(compared, null, MysqlTrial.plan(table, WireForm.BINARY).chunks());
        }

        AuditRequest of(
                List<AuditColumn> compared, @Nullable String where, List<ChunkPlan> chunks) {
            return new AuditRequest(
                    Side.SOURCE,
                    endpoint,
                    moment.snapshot(),
                    2,
                    table.name(),
                    compared,
                    where,
                    chunks);
        }

        @Override
        public void close() {
            moment.close();
        }
    }
}
