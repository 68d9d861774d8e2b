-- What is there, counted by plain SQL for itself, in the form of demo.expected.
WITH since AS (SELECT * FROM public.beneficiaries WHERE registration_date >= '2020-01-01'),
kept AS (SELECT DISTINCT ON (id) * FROM since ORDER BY id, updated_at DESC),
counted AS (
    SELECT count(*) AS kept_rows, count(*) FILTER (WHERE btrim(coalesce(name, '')) = '') AS quarantined_rows,
           count(*) FILTER (WHERE btrim(coalesce(name, '')) <> '' AND NOT EXISTS (SELECT FROM public.location WHERE code = btrim(location_code))) AS unknown_location_rows
    FROM kept)
SELECT (SELECT count(*) FROM since) AS read_rows, kept_rows - quarantined_rows AS loaded_rows, (SELECT count(*) FROM since) - kept_rows AS deduplicated_rows,
       quarantined_rows, unknown_location_rows, (SELECT count(*) FROM public.beneficiaries) - (SELECT count(*) FROM since) AS older_rows
FROM counted
