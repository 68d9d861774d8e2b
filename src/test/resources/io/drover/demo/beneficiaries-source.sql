-- The worked example's source: the register of a charity, with the things that make rules necessary.
-- Every value follows from the row's number and the seed, so two runs hold the same rows.
-- SET demo.rows (those registered since 2020) and demo.seed first.

-- Of the rows since 2020, as many of a thing as there are of it among 1,247,893.
CREATE FUNCTION pg_temp.share(of_full bigint) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT round(current_setting('demo.rows')::numeric * of_full / 1247893)::bigint $$;

-- A number of at least 0 that looks random; the same for the same row, salt and seed. The seed is written into it: looked up for each value it costs more than all else.
DO $do$ BEGIN EXECUTE format('CREATE FUNCTION pg_temp.h(g bigint, salt int) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT hashint8extended(g, salt + %s) & 9223372036854775807 $$', 1000 * current_setting('demo.seed')::bigint); END $do$;

-- What must come of it; the rows below are made to these figures, and counted against them in the end.
CREATE SCHEMA demo;
CREATE TABLE demo.expected (
    read_rows bigint NOT NULL, loaded_rows bigint NOT NULL, deduplicated_rows bigint NOT NULL, quarantined_rows bigint NOT NULL,
    unknown_location_rows bigint NOT NULL, older_rows bigint NOT NULL,
    CHECK (read_rows = loaded_rows + deduplicated_rows + quarantined_rows));
COMMENT ON TABLE demo.expected IS 'The outcome of conf/migrations/beneficiaries.conf over this source; older_rows: those that the pushed-down filter leaves out.';
INSERT INTO demo.expected
SELECT read, read - deduplicated - quarantined, deduplicated, quarantined, greatest(pg_temp.share(812), 2), pg_temp.share(80000)
FROM (SELECT current_setting('demo.rows')::bigint AS read, greatest(pg_temp.share(1456), 8) AS deduplicated, greatest(pg_temp.share(2341), 4) AS quarantined) figures;

-- Legacy district codes, four digits with leading zeros that count, to the region's ISO 3166-2 code; four districts a region.
CREATE TABLE public.location (code text PRIMARY KEY, iso text NOT NULL, district text NOT NULL);
INSERT INTO public.location
SELECT prefix || lpad(region::text, 2, '0') || district, country || '-' || lpad(region::text, 2, '0'), 'District ' || district || ' of ' || country || '-' || region
FROM (VALUES ('0', 'KE', 47), ('1', 'TZ', 31), ('2', 'RW', 5)) countries (prefix, country, regions),
     generate_series(1, regions) region, generate_series(1, 4) district
ORDER BY 1;

-- No key: ids repeat, as the registers of four offices were once poured together.
CREATE TABLE public.beneficiaries (
    id bigint NOT NULL, name text, birth_date text, registered text NOT NULL, registration_date date, location_code text NOT NULL, programme_id int NOT NULL,
    household_size smallint, monthly_income numeric(10,2), phone text, notes text, consent boolean NOT NULL, updated_at timestamptz NOT NULL);
COMMENT ON COLUMN public.beneficiaries.registered IS 'DD/MM/YYYY, as it was typed; registration_date was added later, for reports';

CREATE FUNCTION pg_temp.full_name(g bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT (ARRAY['Wanjikũ','Achieng''','José','Zainabu','N''golo','Chloé','Uwimana','Mwangi','Łucja','Neema','Juma','Aïsha','Grace','Þóra','李','Ángel'])[1 + pg_temp.h(g, 1) % 16] || ' '
       || (ARRAY['Otieno','Mũthoni','Kamau','Mugisha','O''Neil','Ndayisenga','García-López','van der Merwe','Hassan','Müller'])[1 + pg_temp.h(g, 2) % 10] || ' ' || substr(md5(g::text), 1, 4) $$;

-- Of a number that looks random; one in thirteen has a blank in front, another one behind.
CREATE FUNCTION pg_temp.known_code(h bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN h / 400 % 13 = 0 THEN ' ' ELSE '' END
       || CASE WHEN h % 10 < 6 THEN '0' || lpad((1 + h / 10 % 47)::text, 2, '0') WHEN h % 10 < 9 THEN '1' || lpad((1 + h / 10 % 31)::text, 2, '0') ELSE '2' || lpad((1 + h / 10 % 5)::text, 2, '0') END
       || (1 + h / 7 % 4)::text || CASE WHEN h / 400 % 13 = 1 THEN ' ' ELSE '' END $$;

-- Each beneficiary since 2020, and what is wrong with him. The troubled are spread evenly and shuffled among each other by kind, which runs
-- from 0 over those whose row to keep has no name, those of an unknown location, and those who are there several times; at both seams a few are both.
CREATE TEMP VIEW person AS
WITH figure AS (
    SELECT read_rows - deduplicated_rows AS persons, quarantined_rows AS nameless, unknown_location_rows AS unknown,
           deduplicated_rows - deduplicated_rows / 8 AS repeated, deduplicated_rows / 8 AS threefold, greatest(quarantined_rows / 100, 1) AS overlap FROM demo.expected),
trouble AS (SELECT *, nameless + unknown + repeated - 2 * overlap AS troubled FROM figure),
placed AS (
    SELECT g, trouble.*, CASE WHEN g * troubled / persons > (g - 1) * troubled / persons THEN ((g * troubled / persons - 1) * 999983) % troubled END AS kind
    FROM trouble, generate_series(1, persons) g),
sorted AS (
    SELECT *, CASE WHEN kind < overlap THEN kind WHEN kind >= nameless AND kind < nameless + overlap THEN overlap + kind - nameless
                   WHEN kind >= nameless + unknown THEN 2 * overlap + kind - nameless - unknown END AS repetition FROM placed)
SELECT g, kind < nameless AS nameless, kind >= nameless AND kind < nameless + unknown AS unknown, kind, repetition,
       CASE WHEN repetition IS NULL THEN 1 WHEN (repetition + 1) * threefold / repeated > repetition * threefold / repeated THEN 3 ELSE 2 END AS versions
FROM sorted;

-- Their rows: version 0 is the oldest. Of those who are there several times one row lies where the others of that age do, the rest at the table's end:
-- for one half the row to keep comes first, for the other last. Some versions are the same in everything; some differ by a microsecond.
CREATE TEMP VIEW version AS
WITH numbered AS (
    SELECT person.*, v, v = versions - 1 AS latest, v <> CASE WHEN repetition % 2 = 0 THEN versions - 1 ELSE 0 END AS behind,
           versions = 2 AND repetition % 11 = 5 AND kind IS NOT NULL AND NOT coalesce(nameless, false) AS same
    FROM person, generate_series(0, versions - 1) v),
dated AS (
    SELECT *, CASE WHEN same THEN 0 ELSE v END AS age, date '2020-01-01' + ((g * 1900 / (SELECT read_rows FROM demo.expected)) + pg_temp.h(g, 4) % 60)::int AS registered_on, pg_temp.h(g, 3) AS place
    FROM numbered OFFSET 0)
SELECT behind, g, v, 500000 + g AS id,
       CASE WHEN nameless AND latest OR repetition % 5 = 3 AND NOT latest AND NOT same
            THEN CASE kind % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE '   ' END
            ELSE pg_temp.full_name(g) || CASE WHEN age < versions - 1 AND age > 0 THEN ' (2)' ELSE '' END END AS name,
       CASE WHEN pg_temp.h(g, 5) % 20 > 0 THEN to_char(date '1930-01-01' + (pg_temp.h(g, 6) % 33000)::int, 'DD/MM/YYYY') END AS birth_date,
       to_char(registered_on, 'DD/MM/YYYY') AS registered, registered_on AS registration_date,
       CASE WHEN unknown AND latest OR unknown AND same OR nameless AND kind % 40 = 7 OR repetition % 7 = 2 AND NOT latest AND NOT same
            THEN (ARRAY['9999', '', '45', '0480', '7' || lpad((g % 1000)::text, 3, '0'), '411'])[1 + kind % 6]
            ELSE pg_temp.known_code(place) END AS location_code,
       101 + (pg_temp.h(g, 7) % 4)::int AS programme_id,
       CASE WHEN g % 11 > 0 THEN (1 + pg_temp.h(g, 8) % 12)::smallint END AS household_size,
       CASE WHEN g % 3 > 0 THEN (pg_temp.h(g, 9) % 9000000)::numeric / 100 END AS monthly_income,
       CASE WHEN g % 4 > 0 THEN '+254 7' || lpad((pg_temp.h(g, 10) % 100000000)::text, 8, '0') END AS phone,
       CASE WHEN g % 5 > 0 THEN substr('came with her sister; papers lost in the flood; "to call back"' || chr(10) || 'asks for seeds', 1, (pg_temp.h(g, 11) % 76)::int) END AS notes,
       pg_temp.h(g, 12) % 8 > 0 AS consent,
       registered_on + interval '8 hours' + (pg_temp.h(g, 13) % 20000000) * interval '1 second' + (pg_temp.h(g, 14) % 1000000) * interval '1 microsecond'
           + age * CASE WHEN repetition % 13 = 4 THEN interval '1 microsecond' ELSE interval '41 days 7 hours' END AS updated_at
FROM dated;

-- Before 2020, or of no known date; some bear the id of a later one and were touched last, and still are not read.
INSERT INTO public.beneficiaries
SELECT CASE WHEN g % 500 = 7 THEN 500000 + g ELSE g END, CASE WHEN g % 100 > 0 THEN pg_temp.full_name(-g) END, CASE WHEN g % 3 > 0 THEN '31/02/1960' ELSE '7.5.61' END,
       to_char(day, 'DD/MM/YYYY'), CASE WHEN g % 1000 > 0 THEN day END, pg_temp.known_code(place), 90 + (g % 15)::int, NULL, NULL, NULL, 'of the old register', g % 2 = 0,
       timestamptz '2026-01-01 00:00:00+00' + g * interval '1 second'
FROM (SELECT g, pg_temp.h(-g, 3) AS place, date '2008-01-01' + (g * 4382 / older_rows)::int AS day FROM demo.expected, generate_series(1, older_rows) g OFFSET 0) old;

INSERT INTO public.beneficiaries
SELECT id, name, birth_date, registered, registration_date, location_code, programme_id, household_size, monthly_income, phone, notes, consent, updated_at
FROM pg_temp.version WHERE NOT behind;

INSERT INTO public.beneficiaries
SELECT id, name, birth_date, registered, registration_date, location_code, programme_id, household_size, monthly_income, phone, notes, consent, updated_at
FROM pg_temp.version WHERE behind ORDER BY g, v;

CREATE INDEX ON public.beneficiaries (id);
CREATE INDEX ON public.beneficiaries (registration_date);
ANALYZE public.beneficiaries, public.location;
