package io.drover.job.selftest;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.TableName;

/**
 * A table of Drover's own with a column of every kind of type, so that each corruption is tried on
 * this very server, whatever the migration's tables hold.
 */
final class EveryType {
    private static final String ROWS =
            """
            SELECT n AS id, n %% 2 = 0 AS flag, (n %% 30000)::smallint AS small, n * 37 AS whole, n::bigint << 33 AS large,
                   (n * 1.37)::numeric(12,4) AS amount, n / 7::numeric AS exact, (n / 7.0)::real AS ratio, (n / 3.0)::double precision AS share,
                   CASE n %% 5 WHEN 0 THEN '' WHEN 1 THEN '0' WHEN 2 THEN E'two\\nlines' WHEN 3 THEN U&'caf\\00E9 ' || n ELSE 'Name ' || n END AS name,
                   CASE n %% 7 WHEN 0 THEN NULL ELSE left(md5(n::text), 12) END::varchar(12) AS code, 'k' || n %% 10 AS kind, (n %% 100)::text::char(6) AS padded,
                   date '1500-01-01' + n * 97 AS day, timestamp '2024-03-31 01:00:00.000001' + n * interval '1 hour' AS moment,
                   timestamptz '2024-10-27 00:30:00+00' + n * interval '61 minutes' AS instant, md5(n::text)::uuid AS token,
                   decode(md5(n::text), 'hex') AS bytes, json_build_object('b', n, 'a', json_build_array(n, null)) AS letter,
                   jsonb_build_object('n', n, 'text', 'x' || n) AS document, ARRAY[n, n + 1, NULL]::int[] AS numbers, ARRAY['a' || n, 'b'] AS words
              FROM generate_series(1, %d) AS n
            """;

    private EveryType() {}

    /** The statement that makes the table. */
    static String create(TableName table, long rows) {
        return "CREATE TABLE %s AS %s".formatted(PostgresNames.quote(table), ROWS.formatted(rows));
    }
}
