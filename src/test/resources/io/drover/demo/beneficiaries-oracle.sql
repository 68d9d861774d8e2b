-- The rows that must stand in aid.beneficiary, by plain SQL over the source and nothing of Drover's: the source id in place of the UUID that is
-- made from it, then the target's columns. Of versions with the same updated_at all are the same in the example, so that it does not matter which is kept.
SELECT id, name AS full_name,
       make_date(substr(birth_date, 7, 4)::int, substr(birth_date, 4, 2)::int, substr(birth_date, 1, 2)::int) AS birth_date,
       make_date(substr(registered, 7, 4)::int, substr(registered, 4, 2)::int, substr(registered, 1, 2)::int) AS registered_on,
       coalesce(location.iso, 'UNKNOWN') AS region, CASE programme_id WHEN 104 THEN 'PROG-2024-002' ELSE 'PROG-2024-001' END AS programme,
       household_size, monthly_income, phone, notes, consent, location.iso IS NULL AS requires_review, updated_at
FROM (SELECT DISTINCT ON (id) * FROM public.beneficiaries WHERE registration_date >= '2020-01-01' ORDER BY id, updated_at DESC) kept
     LEFT JOIN public.location ON code = btrim(location_code)
WHERE btrim(name) <> ''
