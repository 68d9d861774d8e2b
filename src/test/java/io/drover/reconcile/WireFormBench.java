package io.drover.reconcile;

import com.sun.management.ThreadMXBean;
import io.drover.canonical.BinaryTuples;
import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.WireFrame;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows of 16 mixed columns, held in memory as a server sent them, into forms and their digests by
 * one thread; prints rows a second of the processor, and bytes allocated. Not a test.
 */
final class WireFormBench {
    private static final int ROWS = 100_000;
    private static final int ROUNDS = 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<String> TYPES =
            List.of(
                    "bigint",
                    "integer",
                    "smallint",
                    "text",
                    "text",
                    "character varying(40)",
                    "numeric(12,2)",
                    "numeric(18,4)",
                    "double precision",
                    "real",
                    "boolean",
                    "date",
                    "timestamp without time zone",
                    "timestamp with time zone",
                    "jsonb",
                    "uuid");

    private WireFormBench() {}

    public static void main(String[] arguments) throws SQLException {
        List<byte[]> rows = rows();
        WireFrame[] frames = TYPES.stream().map(WireFrame::of).toArray(WireFrame[]::new);
        RowForm form = new RowForm(frames.length);
        FrameWriter writer = new FrameWriter();
        BinaryTuples tuples = new BinaryTuples(frames.length);
        CanonicalDigest digest = new CanonicalDigest();
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (boolean digesting : new boolean[] {false, true}) {
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long start = THREADS.getCurrentThreadCpuTime();
                long bytes = 0;
                for (byte[] row : rows) {
                    tuples.scan(row, 0, row.length);
                    form.clear();
                    for (int column = 0; column < frames.length; column++) {
                        writer.add(
                                frames[column],
                                row,
                                tuples.fieldOffset(column),
                                tuples.fieldLength(column),
                                form);
                    }
                    bytes += form.length();
                    if (digesting) {
                        digest.digest(form);
                        sum += digest.high();
                    }
                }
                long nanos = THREADS.getCurrentThreadCpuTime() - start;
                if (round >= ROUNDS - 3) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s: %.2f million rows a second, %d bytes a row, %.2f bytes allocated a row%n",
                            digesting ? "form and digest" : "form",
                            ROWS * 1e3 / nanos,
                            bytes / ROWS,
                            (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) ROWS);
                }
            }
        }
        System.out.println(sum);
    }

    private static List<byte[]> rows() throws SQLException {
        List<byte[]> held = new ArrayList<>();
        try (TestDatabase database = TestDatabase.create("bench");
                Connection connection =
                        Connections.open(
                                Side.SOURCE,
                                database.endpoint(),
                                new Session("bench", Session.Timeouts.NONE));
                CopyOutRows rows =
                        new CopyOutRows(
                                Side.SOURCE,
                                connection,
                                ("COPY (SELECT i, (i %% 100000)::int, (i %% 7)::smallint, 'name of ' || i,"
                                                + " 'a street ' || i %% 1000 || ', a town', CASE WHEN i %% 3 > 0 THEN repeat('x', (i %% 40)::int) END::varchar(40),"
                                                + " (i / 7.0)::numeric(12,2), (i * 1.0001)::numeric(18,4), i / 3.0::float8, i::real, i %% 2 = 0,"
                                                + " date '2000-01-01' + (i %% 9000)::int, timestamp '2000-01-01' + i * interval '1.000003 s',"
                                                + " timestamptz '2000-01-01' + i * interval '1.000033 s', jsonb_build_object('a', i, 'kind', 'x', 'price', i / 8.0),"
                                                + " gen_random_uuid() FROM generate_series(1::bigint, %d) i) TO STDOUT (FORMAT binary)")
                                        .formatted(ROWS),
                                WireForm.BINARY)) {
            while (rows.advance()) {
                held.add(
                        Arrays.copyOfRange(
                                rows.array(), rows.offset(), rows.offset() + rows.length()));
            }
        }
        return held;
    }
}
