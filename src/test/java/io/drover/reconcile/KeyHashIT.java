package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.BucketSql;
import io.drover.dialect.postgres.CanonicalField;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The server's SQL and Java put every key into the same bucket. */
class KeyHashIT {
    private static final int BUCKETS = 1 << 16;

    @Test
    void integersOfEverySign() throws Exception {
        agree(
                List.of(new CanonicalField(CanonicalType.INTEGER, false, "v::int8")),
                "SELECT v FROM unnest(ARRAY[0, 1, -1, 4294967296, -4294967296, 9223372036854775807,"
                        + " -9223372036854775808, NULL]) v UNION ALL"
                        + " SELECT hashint8extended(i, 7) FROM generate_series(1, 2000) i");
    }

    @Test
    void textsOfEveryLength() throws Exception {
        agree(
                List.of(new CanonicalField(CanonicalType.TEXT, false, "v::text")),
                "SELECT repeat('aé大😀', 12) v UNION ALL SELECT NULL UNION ALL"
                        + " SELECT left(repeat('xyzß', 40), i) FROM generate_series(0, 60) i");
    }

    @Test
    void everyOtherTypeThatTheServerCanHash() throws Exception {
        agree(
                List.of(new CanonicalField(CanonicalType.UUID, false, "v::uuid")),
                "SELECT md5(i::text) v FROM generate_series(1, 200) i UNION ALL SELECT NULL");
        agree(
                List.of(new CanonicalField(CanonicalType.DATE, false, "v")),
                "SELECT v::date FROM unnest(ARRAY['infinity', '-infinity', '1950-02-03',"
                        + " '2000-01-01', '4713-01-01 BC', '5874897-12-31', NULL]) v");
        agree(
                List.of(new CanonicalField(CanonicalType.INSTANT, false, "v")),
                "SELECT v::timestamptz FROM unnest(ARRAY['infinity', '-infinity',"
                        + " '1950-02-03 04:05:06.789+03', '2000-01-01Z', NULL]) v");
        agree(
                List.of(new CanonicalField(CanonicalType.TIMESTAMP, false, "v")),
                "SELECT v::timestamp FROM unnest(ARRAY['infinity', '1950-02-03 04:05', NULL]) v");
        agree(
                List.of(new CanonicalField(CanonicalType.TIME, false, "v")),
                "SELECT v::time FROM unnest(ARRAY['24:00', '00:00:00.000001', NULL]) v");
        agree(
                List.of(new CanonicalField(CanonicalType.BOOLEAN, false, "v")),
                "SELECT v FROM unnest(ARRAY[true, false, NULL]) v");
        agree(
                List.of(new CanonicalField(CanonicalType.DECIMAL, false, "trim_scale(v)::varchar")),
                "SELECT v::numeric FROM unnest(ARRAY['1.500', '-0.0', 'NaN', '1e40', NULL]) v");
    }

    @Test
    void keysOfSeveralColumns() throws Exception {
        agree(
                List.of(
                        new CanonicalField(CanonicalType.INTEGER, false, "v::int8"),
                        new CanonicalField(CanonicalType.TEXT, false, "md5(v::text)"),
                        new CanonicalField(CanonicalType.INTEGER, false, "(-v)::int8")),
                "SELECT v FROM generate_series(1, 3000) v");
    }

    @Test
    void aTypeThatNoFunctionHashesHasNoSql() {
        assertThat(
                        BucketSql.of(
                                List.of(
                                        new CanonicalField(CanonicalType.INTEGER, false, "a"),
                                        new CanonicalField(CanonicalType.BINARY, false, "b")),
                                BUCKETS))
                .isEmpty();
        assertThat(BucketSql.of(List.of(), BUCKETS)).isEmpty();
    }

    private static void agree(List<CanonicalField> key, String values) throws Exception {
        String columns = String.join(", ", key.stream().map(CanonicalField::sql).toList());
        String sql =
                "SELECT record_send(ROW(%s)), %s FROM (%s) rows"
                        .formatted(columns, BucketSql.of(key, BUCKETS).orElseThrow(), values);
        try (TestDatabase database = TestDatabase.create("keys");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            int rows = 0;
            try (ResultSet results = statement.executeQuery(sql)) {
                while (results.next()) {
                    byte[] form = results.getBytes(1);
                    long hash = KeyHash.of(form, Integer.BYTES, key.size());
                    assertThat(KeyHash.bucket(hash, BUCKETS))
                            .as("row %d of %s", rows, values)
                            .isEqualTo(results.getInt(2));
                    rows++;
                }
            }
            assertThat(rows).isPositive();
        }
    }

    @Test
    void bucketsAreFilledEvenly() {
        int[] rows = new int[64];
        IntStream.range(0, 64000)
                .forEach(
                        id ->
                                rows[
                                        KeyHash.bucket(
                                                io.drover.canonical.Lookup3.ofLong(id, 0), 64)]++);

        assertThat(IntStream.of(rows).max().orElseThrow()).isLessThan(1200);
        assertThat(IntStream.of(rows).min().orElseThrow()).isGreaterThan(800);
    }
}
