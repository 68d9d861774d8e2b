-- Values of another engine that the spec makes NULL of, counted with the rows that they are in.
ALTER TABLE receipt ADD COLUMN nulled_values bigint NOT NULL DEFAULT 0 CHECK (nulled_values >= 0);
COMMENT ON COLUMN receipt.nulled_values IS 'How many values of its rows were made NULL since the target has none like them and the spec says so, as mysql.zero-dates = as-null.';
