"""What a proof costs: equal tables, ten rows that differ, every row different; beside two ways of doing it by hand."""

import shlex

import tables
from contenders import BOTH_COMPILERS, DATABASE, DROVER, ROOT, SPEC, Contender
from rules import lines, make_mixed, paired, ratio
from scenes import say

# A change to a column that no key and no index has.
TEN = "UPDATE mixed SET qty = coalesce(qty, 0) + 1 WHERE id IN (SELECT min(id) + (max(id) - min(id)) * n / 10 FROM mixed, generate_series(1, 10) n GROUP BY n)"
EVERY = "CREATE TABLE mixed AS SELECT id, skew_id, u, name, city, amount, ratio, created_at, updated_at, birth, active, attrs, digest, tags, coalesce(qty, 0) + 1 AS qty, note FROM was"
NARROW = "CREATE TABLE narrow AS SELECT g AS id, (g % 1000)::int AS kind, g * 7 AS value FROM generate_series(1, {0}::bigint) g; ALTER TABLE narrow ADD PRIMARY KEY (id); ANALYZE narrow"


class Reconcile(Contender):
    """scripts/drover reconcile in a heap of 512 MB; what is different is an exit code of 7."""

    starts_a_jvm = True
    database, place, code, found = DATABASE, "tasks", 0, 0

    def run(self):
        spec = self.pair.folder / f"{self.short}.conf"
        spec.write_text(SPEC.format(source=self.pair.source.jdbc(DATABASE), target=self.pair.target.jdbc(self.database), tables="[]"))
        words = [DROVER, "reconcile", str(spec), "--report", str(self.logs / self.short), "--set", f"reconcile.digest={self.place}", "--set", "reconcile.max-differences=1000000000"]
        return self.measured(f"{shlex.join(words)}; test $? -eq {self.code}", self.short, shell=True, environment={"DROVER_HEAP": "512m"})

    def wrong(self):
        """Why its verdict is not what it must be, or None."""
        newest = "SELECT verdict, missing_rows + extra_rows + changed_rows + duplicated_rows, (SELECT count(*) FROM drover.difference d WHERE d.run_id = r.run_id) FROM drover.reconciliation r ORDER BY run_id DESC LIMIT 1"
        wanted = f"{'DIFFERENT' if self.found else 'EQUAL'}|{self.found}|{self.found}"
        said = self.pair.target.sql(self.database, newest)
        return None if said == wanted else f"it found {said}, not {wanted}"


class Equal(Reconcile):
    name, short = "Drover, equal tables, canonical form in Spark tasks", "drover-tasks"


class EqualByServer(Reconcile):
    name, short, place = "Drover, equal tables, pushed down to the servers", "drover-server", "server"


class TenRows(Reconcile):
    name, short, database, code, found = "Drover, ten rows differ", "drover-ten", "bench_ten", 7, 10


class EveryRow(Reconcile):
    name, short, database, code = "Drover, every row differs", "drover-every", "bench_every", 7


class Md5(Contender):
    """What people write today, and no proof: fields joined by a blank, NULLs left out, halves of MD5 summed by bucket."""

    name, short = "SQL by hand: md5 over concat_ws by bucket", "md5"

    def run(self):
        columns = self.pair.source.sql(DATABASE, f"SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{self.table}'::regclass AND attnum > 0")
        sql = f"SELECT bucket, count(*), sum(('x' || left(h, 16))::bit(64)::bigint), sum(('x' || right(h, 16))::bit(64)::bigint) FROM (SELECT {self.key} % 1024 AS bucket, md5(concat_ws(' ', {columns})) AS h FROM {self.table}) rows GROUP BY bucket ORDER BY bucket"
        ask = lambda server: f"psql -qXAt -v ON_ERROR_STOP=1 {server.uri(DATABASE)} -c 'SET max_parallel_workers_per_gather = 0' -c {shlex.quote(sql)} | md5sum"
        return self.measured(f"set -o pipefail; a=$({ask(self.pair.source)}) & {ask(self.pair.target)} & wait -n || exit; wait -n || exit", self.short, shell=True)

    def wrong(self):
        return None


class FullJoin(Contender):
    """A full join of both tables' row hashes in plain Spark, read by Spark's JDBC."""

    name, short, starts_a_jvm = "Spark by hand: full join of row hashes", "full-join", True

    def run(self):
        environment = {"DROVER_MAIN": "io.drover.demo.SparkFullJoin", "DROVER_CLASSES": f"{ROOT}/target/test-classes", "DROVER_HEAP": "2g", **BOTH_COMPILERS}
        urls = [server.jdbc(DATABASE) + "?user=postgres" for server in (self.pair.source, self.pair.target)]
        return self.measured([DROVER, *urls, self.table, self.key, "16"], self.short, environment=environment)

    def wrong(self):
        return None


def reconcile(pair, rows, rounds, start):
    make_mixed(pair, rows)
    for database, change in ((DATABASE, None), ("bench_ten", TEN), ("bench_every", EVERY)):
        copy(pair, rows, database, change)
    contenders = [kind(pair, "mixed", "id") for kind in (Equal, EqualByServer, TenRows, EveryRow, Md5, FullJoin)]
    next(each for each in contenders if each.short == "drover-every").found = rows
    medians = paired(pair, contenders, rounds, lambda: None, lambda contender: contender.wrong())
    cpu = lambda short: (medians[short].client_cpu + medians[short].server_cpu) * 1e6 / rows if short in medians else None
    against = lambda one, other: cpu(one) / cpu(other) if cpu(one) and cpu(other) else None
    less = (start.client_cpu + start.server_cpu) * 1e6 / rows
    goals = [
        ("equal, in tasks: CPU seconds per million rows of each side", "≤", 5, cpu("drover-tasks")),
        ("– without the JVM's start", "≤", 5, cpu("drover-tasks") - less if "drover-tasks" in medians else None),
        ("equal, by the servers: CPU seconds per million rows of each side", "≤", 8, cpu("drover-server")),
        ("– without the JVM's start", "≤", 8, cpu("drover-server") - less if "drover-server" in medians else None),
        ("ten rows differ, against equal, CPU", "≤", 1.1, against("drover-ten", "drover-tasks")),
        ("ten rows differ, against equal, wall clock", "≤", 1.1, ratio(medians, "drover-ten", "drover-tasks")),
        ("every row differs, against equal, wall clock", "≤", 3, ratio(medians, "drover-every", "drover-tasks")),
        ("every row differs, against equal, CPU", "≤", 3, against("drover-every", "drover-tasks")),
        ("equal, in tasks, against md5 over concat_ws in SQL, CPU", "≤", 1, against("drover-tasks", "md5")),
        ("equal, in tasks, against the full join in Spark, CPU", "≤", 1, against("drover-tasks", "full-join")),
    ]
    return lines(pair, f"Two tables of {rows:,} rows, 16 mixed columns; Drover in a heap of 512 MB; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


class Narrow(Reconcile):
    name, short = "Drover, equal narrow tables", "drover-narrow"


def narrow(pair, rows, rounds, start):
    """Many narrow rows: does memory stay constant?"""
    say(f"making {rows:,} narrow rows twice …")
    for server in (pair.source, pair.target):
        server.fresh(DATABASE)
        server.sql(DATABASE, NARROW.format(rows))
    contenders = [Narrow(pair, "narrow", "id")]
    medians = paired(pair, contenders, rounds, lambda: None, lambda contender: contender.wrong())
    peak = medians["drover-narrow"].peak_bytes / tables.MEGABYTE if medians else None
    goals = [("heap 512 MB; the process at its peak, MB", "≤", 1024, peak)]
    return lines(pair, f"Two tables of {rows:,} rows, three narrow columns; heap of 512 MB.", contenders, medians, rows, goals), medians


def copy(pair, rows, database, change):
    say(f"copying {rows:,} rows into {database} …")
    pair.target.fresh(database)
    pair.target.sql(database, pair.source.sql(DATABASE, SHAPE))
    pipe = f"psql -qX {pair.source.uri(DATABASE)} -c 'COPY mixed TO STDOUT (FORMAT binary)' | psql -qX {pair.target.uri(database)} -c 'COPY mixed FROM STDIN (FORMAT binary)'"
    Contender(pair, "mixed", "id").measured(f"set -o pipefail; {pipe}", "copy", shell=True)
    if change == EVERY:
        pair.target.sql(database, "ALTER TABLE mixed RENAME TO was", EVERY, "DROP TABLE was", *(f"ALTER TABLE mixed ALTER {column} SET NOT NULL" for column in NOT_NULL))
    pair.target.sql(database, "ALTER TABLE mixed ADD PRIMARY KEY (id)", "ANALYZE mixed")
    if change == TEN:
        pair.target.sql(database, change)
    pair.target.sql(database, "VACUUM ANALYZE mixed")
    pair.target.settle()


SHAPE = """SELECT 'CREATE TABLE mixed (' || string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum) || ')'
FROM pg_attribute WHERE attrelid = 'mixed'::regclass AND attnum > 0 AND NOT attisdropped"""
NOT_NULL = ("id", "skew_id", "u", "city", "created_at", "active", "digest")

SCENES = {"reconcile": reconcile, "narrow": narrow}
