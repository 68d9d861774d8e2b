CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'the shop''s own';
CREATE SCHEMA "Größe ""x"" 表";

CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'it''s fine', 'glücklich');
COMMENT ON TYPE shop.mood IS 'how one feels';
CREATE TYPE "Größe ""x"" 表"."Kind" AS ENUM ('A', 'b');
CREATE DOMAIN shop.email AS text COLLATE "C" DEFAULT 'nobody@example.org' NOT NULL
    CONSTRAINT has_at CHECK (VALUE LIKE '%@%') CONSTRAINT "not long" CHECK (length(VALUE) < 200);
COMMENT ON DOMAIN shop.email IS 'an address';
CREATE DOMAIN shop.amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE TYPE shop.money_in AS (amount shop.amount, currency character(3), "Mood" shop.mood, note text COLLATE "C");
CREATE TYPE shop.plain_pair AS (low integer, high text);
CREATE TYPE shop.float_range AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TYPE shop.mood_range AS RANGE (SUBTYPE = shop.mood, MULTIRANGE_TYPE_NAME = shop.many_moods);

CREATE SEQUENCE shop.ticket AS integer START WITH 100 INCREMENT BY 7 MINVALUE -5 MAXVALUE 90000 CACHE 3 CYCLE;
COMMENT ON SEQUENCE shop.ticket IS 'shared by two tables';
SELECT nextval('shop.ticket');
SELECT nextval('shop.ticket');
CREATE SEQUENCE shop.never_called;

CREATE TABLE shop.customer (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5),
    email shop.email,
    name text COLLATE "C" NOT NULL,
    favourite bigint,
    ticket integer DEFAULT nextval('shop.ticket') NOT NULL,
    mood shop.mood DEFAULT 'ok' NOT NULL,
    moods shop.mood[],
    paid shop.money_in,
    pair shop.plain_pair,
    pairs shop.plain_pair[],
    span shop.float_range,
    spans shop.float_range[],
    feel shop.mood_range,
    feels shop.many_moods,
    tags text[][] DEFAULT '{}',
    name_length integer GENERATED ALWAYS AS (length(name)) STORED,
    document jsonb STORAGE EXTERNAL,
    CONSTRAINT customer_pk PRIMARY KEY (id),
    CONSTRAINT name_is_unique UNIQUE (name, ticket) INCLUDE (mood) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "a check; with 'quotes'" CHECK (name <> 'x;y' AND mood <> 'sad'::shop.mood)
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
COMMENT ON TABLE shop.customer IS 'who buys \ here';
COMMENT ON COLUMN shop.customer.name IS 'the "name"';
COMMENT ON CONSTRAINT customer_pk ON shop.customer IS 'the key';
COMMENT ON INDEX shop.customer_pk IS 'the index of the key';
COMMENT ON CONSTRAINT "a check; with 'quotes'" ON shop.customer IS 'a check';
CREATE INDEX customer_lower ON shop.customer (lower(name) DESC NULLS LAST, ticket) WHERE mood = 'ok'::shop.mood;
CREATE INDEX customer_gin ON shop.customer USING gin (document jsonb_path_ops);
CREATE INDEX customer_brin ON shop.customer USING brin (id) WITH (pages_per_range = 16);
CREATE INDEX customer_hash ON shop.customer USING hash (name);
CREATE UNIQUE INDEX customer_cover ON shop.customer (ticket) INCLUDE (name) NULLS NOT DISTINCT WITH (fillfactor = 50);
COMMENT ON INDEX shop.customer_cover IS 'covers';
ALTER TABLE shop.customer CLUSTER ON customer_cover;
ALTER TABLE shop.customer REPLICA IDENTITY FULL;
ALTER TABLE shop.customer ADD CONSTRAINT later CHECK (name <> 'never') NOT VALID;

CREATE TABLE shop."order" (
    customer_id bigint NOT NULL,
    "Order No" integer NOT NULL DEFAULT nextval('shop.ticket'),
    previous integer,
    during tsrange,
    room integer,
    PRIMARY KEY (customer_id, "Order No"),
    CONSTRAINT order_previous FOREIGN KEY (customer_id, previous) REFERENCES shop."order" (customer_id, "Order No") DEFERRABLE,
    CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES shop.customer (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (room IS NOT NULL)
);
ALTER TABLE shop."order" ADD CONSTRAINT order_unchecked FOREIGN KEY (room, previous) REFERENCES shop."order" (customer_id, "Order No") NOT VALID;
ALTER TABLE shop.customer ADD CONSTRAINT customer_favourite FOREIGN KEY (id, ticket) REFERENCES shop."order" (customer_id, "Order No") ON DELETE SET NULL (ticket);
COMMENT ON CONSTRAINT customer_favourite ON shop.customer IS 'closes the cycle';
CREATE INDEX order_gist ON shop."order" USING gist (during);

CREATE TABLE shop.event (
    id bigserial,
    happened timestamp with time zone NOT NULL,
    region text NOT NULL,
    mood shop.mood,
    customer_id bigint REFERENCES shop.customer,
    CONSTRAINT event_pk PRIMARY KEY (happened, region, id),
    CONSTRAINT event_region CHECK (region <> '')
) PARTITION BY RANGE (happened);
COMMENT ON TABLE shop.event IS 'partitioned';
CREATE INDEX event_mood ON shop.event (mood, id);
COMMENT ON INDEX shop.event_mood IS 'of the parent';
CREATE TABLE shop.event_2023 PARTITION OF shop.event FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00');
CREATE TABLE shop.event_2024 PARTITION OF shop.event FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00') PARTITION BY LIST (region);
CREATE TABLE shop.event_2024_eu PARTITION OF shop.event_2024 FOR VALUES IN ('eu', 'it''s');
CREATE TABLE shop.event_2024_rest PARTITION OF shop.event_2024 DEFAULT;
CREATE TABLE "Größe ""x"" 表".event_late (mood shop.mood, region text NOT NULL, happened timestamptz NOT NULL,
    gone integer, customer_id bigint, id bigint NOT NULL DEFAULT 5, CONSTRAINT event_region CHECK (region <> ''));
ALTER TABLE "Größe ""x"" 表".event_late DROP COLUMN gone;
ALTER TABLE shop.event ATTACH PARTITION "Größe ""x"" 表".event_late FOR VALUES FROM ('2025-01-01 00:00+00') TO (MAXVALUE);
CREATE INDEX event_2023_own ON shop.event_2023 (customer_id);
CREATE TABLE shop.note_on_event (happened timestamptz, region text, id bigint,
    FOREIGN KEY (happened, region, id) REFERENCES shop.event);

CREATE TABLE shop.animal (id integer PRIMARY KEY, name text DEFAULT 'animal', CONSTRAINT named CHECK (name <> ''));
CREATE TABLE shop.dog (breed text NOT NULL) INHERITS (shop.animal);
ALTER TABLE shop.dog ALTER COLUMN name SET DEFAULT 'dog';
ALTER TABLE shop.dog ADD PRIMARY KEY (id);
CREATE TABLE shop.puppy (age integer) INHERITS (shop.dog);

CREATE UNLOGGED TABLE shop.scratch (id integer GENERATED BY DEFAULT AS IDENTITY, at timestamp(3) with time zone DEFAULT now());
ALTER TABLE shop.scratch REPLICA IDENTITY NOTHING;
CREATE TABLE shop.identified (a integer NOT NULL, b text);
CREATE UNIQUE INDEX "identified""by" ON shop.identified (a);
ALTER TABLE shop.identified REPLICA IDENTITY USING INDEX "identified""by";
CREATE TABLE shop.no_key (a integer, b text);

CREATE TABLE "Größe ""x"" 表"."Tabelle; DROP" (
    "Schlüssel ""q""" uuid PRIMARY KEY,
    kind "Größe ""x"" 表"."Kind" DEFAULT 'A',
    shop_customer bigint REFERENCES shop.customer,
    "select" text DEFAULT 'shop.customer',
    serial_here serial
);

CREATE VIEW shop.open_orders AS SELECT * FROM shop."order";
CREATE MATERIALIZED VIEW shop.counted AS SELECT count(*) FROM shop.customer;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON shop.no_key FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE RULE silent AS ON DELETE TO shop.no_key DO INSTEAD NOTHING;
ALTER TABLE shop.identified ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_it ON shop.identified USING (true);
GRANT SELECT ON shop.no_key TO PUBLIC;
CREATE STATISTICS shop.together ON a, b FROM shop.identified;
CREATE PUBLICATION outward FOR TABLE shop.no_key;
SELECT lo_create(0);

CREATE TABLE shop.metered (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at date NOT NULL,
    during tsrange,
    room integer NOT NULL,
    before bigint,
    doubled bigint GENERATED ALWAYS AS (room * 2) STORED,
    note text STORAGE MAIN,
    CONSTRAINT metered_pk PRIMARY KEY (at, room) DEFERRABLE
) PARTITION BY RANGE (at);
CREATE TABLE shop.metered_1 PARTITION OF shop.metered FOR VALUES FROM ('2024-01-01') TO ('2024-02-01') WITH (fillfactor = 90);
CREATE TABLE shop.metered_2 PARTITION OF shop.metered (note DEFAULT 'second', CONSTRAINT own_check CHECK (room < 1000)) FOR VALUES FROM ('2024-02-01') TO (MAXVALUE);
COMMENT ON COLUMN shop.metered_2.note IS 'of the partition';
ALTER TABLE shop.metered ADD CONSTRAINT not_checked CHECK (room > 0) NOT VALID;
ALTER TABLE shop.metered ADD COLUMN previous_at date;
ALTER TABLE shop.metered ADD COLUMN previous_room integer;
ALTER TABLE shop.metered_1 ADD CONSTRAINT own_key FOREIGN KEY (before) REFERENCES shop.customer;
CREATE TABLE shop.booking (id integer, span int4range, EXCLUDE USING gist (span WITH =)) PARTITION BY LIST (span);
CREATE TABLE shop.booking_1 PARTITION OF shop.booking FOR VALUES IN ('[1,5)');
CREATE TABLE shop.numbered (num integer, tag text, at date) PARTITION BY HASH (num);
CREATE TABLE shop.numbered_0 PARTITION OF shop.numbered FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE shop.numbered_1 PARTITION OF shop.numbered FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE UNIQUE INDEX numbered_lower ON shop.numbered (num, tag DESC) WHERE tag IS NOT NULL;
ALTER TABLE shop.numbered ADD CONSTRAINT numbered_self UNIQUE (num);
ALTER TABLE shop.numbered ADD CONSTRAINT numbered_fk FOREIGN KEY (num) REFERENCES shop.numbered (num);
CREATE INDEX "only here" ON ONLY shop.numbered (at);
CREATE TABLE shop.mixed_breed (left_over integer) INHERITS (shop.dog, shop.no_key);
ALTER TABLE shop.no_key ADD CONSTRAINT spread CHECK (a > 0) NOT VALID;
CREATE TABLE shop.later_child (b text, a integer, extra integer);
ALTER TABLE shop.later_child ADD CONSTRAINT spread CHECK (a > 0);
ALTER TABLE shop.later_child INHERIT shop.no_key;
ALTER TABLE shop.identified ALTER COLUMN b SET STATISTICS 500;
