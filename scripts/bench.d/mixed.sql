-- The benchmark's table: sixteen mixed columns, about 270 bytes a row, one in ten of most columns NULL.
-- psql -v tab=mixed -v n=5000000 -f mixed.sql
-- skew_id lies below a million for nine rows of ten, and up to 10^12 for the rest.
\set ON_ERROR_STOP on
CREATE TABLE :tab (
    id bigint NOT NULL, skew_id bigint NOT NULL, u uuid NOT NULL, name varchar(80), city varchar(60) NOT NULL, amount numeric(12,2), ratio numeric,
    created_at timestamptz NOT NULL, updated_at timestamp, birth date, active boolean NOT NULL, attrs jsonb, digest bytea NOT NULL, tags text[], qty int, note text);
INSERT INTO :tab
SELECT g, CASE WHEN g * 10 <= :n::bigint * 9 THEN g * 1000000 * 10 / (:n::bigint * 9) ELSE 1000000 + (g * 10 - :n::bigint * 9) * (999999000000 / :n::bigint) END,
       hex::uuid,
       CASE WHEN g % 10 <> 0 THEN (ARRAY['Zsófia','Stanisław','Núria','Chloé','Jürgen','Ольга','美咲','Íñigo','Åsa','Trần'])[1 + r % 10] || ' ' || substr(hex, 3, 8 + r % 12) END,
       (ARRAY['São Luís','Genève','Tübingen','大阪','Gdańsk','Казань','Los Angeles','Akureyri'])[1 + r % 8],
       CASE WHEN g % 10 <> 1 THEN (r % 100000000)::numeric / 100 END,
       CASE WHEN g % 10 <> 2 THEN r::numeric / power(10::numeric, r % 9) END,
       timestamptz '2020-01-01 00:00:00+00' + (r % 150000000) * interval '1 second' + (r % 1000000) * interval '1 microsecond',
       CASE WHEN g % 10 <> 3 THEN timestamp '2021-06-01' + (r % 100000000) * interval '1 second' + (r % 999) * interval '1 millisecond' END,
       CASE WHEN g % 10 <> 4 THEN date '1950-01-01' + r % 25000 END,
       r % 3 = 0,
       CASE WHEN g % 10 <> 5 THEN jsonb_build_object('k', r % 1000, 's', substr(hex, 5, 10), 'b', r % 2 = 0) END,
       decode(hex, 'hex'),
       CASE WHEN g % 10 <> 6 THEN ARRAY['t' || r % 50, 'x"y', 'z' || r % 7] END,
       CASE WHEN g % 10 <> 7 THEN r % 100000 END,
       CASE WHEN g % 10 <> 8 THEN substr('a note that is cut somewhere, so that texts have many lengths', 1, r % 50) END
FROM (SELECT g, md5(g::text) AS hex, abs(hashint8(g) % 1000000007) AS r FROM generate_series(1, :n::bigint) g) rows;
ALTER TABLE :tab ADD PRIMARY KEY (id);
ANALYZE :tab;
