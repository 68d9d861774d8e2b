-- The worked example's target: the tables of the new system stand, and its programmes are there.
CREATE SCHEMA aid;
CREATE TABLE aid.programme (code text PRIMARY KEY, title text NOT NULL);
INSERT INTO aid.programme VALUES ('PROG-2024-001', 'Food and seeds'), ('PROG-2024-002', 'Shelter');
CREATE TABLE aid.beneficiary (
    beneficiary_id uuid PRIMARY KEY, full_name text NOT NULL CHECK (btrim(full_name) <> ''), birth_date date, registered_on date NOT NULL, region text NOT NULL,
    programme text NOT NULL REFERENCES aid.programme, household_size smallint, monthly_income numeric(10,2), phone text, notes text, consent boolean NOT NULL,
    requires_review boolean NOT NULL, updated_at timestamptz NOT NULL);
CREATE INDEX ON aid.beneficiary (region);
