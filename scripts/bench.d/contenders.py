"""The ways to bring a table from the source to the target, each to the same end: rows, key, statistics."""

import pathlib
import shlex
import shutil

from measure import measure

ROOT = pathlib.Path(__file__).resolve().parents[2]
DROVER = str(ROOT / "scripts" / "drover")
DATABASE = "bench"
KEY = "ALTER TABLE {0} ADD PRIMARY KEY ({1});"
STATISTICS = "ANALYZE {0}"


class Contender:
    """Brings one table over and returns what that took; the target's database is empty before."""

    starts_a_jvm = False

    def __init__(self, pair, table, key, keyed=True):
        self.pair, self.table, self.key, self.keyed = pair, table, key, keyed
        self.logs = ROOT / "target" / "bench"

    def missing(self):
        """Why it cannot take part, or None."""

    def measured(self, words, name, **more):
        return measure(words, self.pair, self.logs / f"{name}.log", **more)

    def make_empty_table(self):
        self.pair.target.sql(DATABASE, self.pair.source.sql(DATABASE, SHAPE.format(self.table)))

    def add_key(self, name):
        sql = ((KEY if self.keyed else "") + STATISTICS).format(self.table, self.key)
        return self.measured(["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.pair.target.uri(DATABASE), "-c", sql], name)


# The table's columns as the source has them, without key and rows.
SHAPE = """SELECT 'CREATE TABLE {0} (' || string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
 || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum) || ')'
FROM pg_attribute WHERE attrelid = '{0}'::regclass AND attnum > 0 AND NOT attisdropped"""


class Psql(Contender):
    """The limit: COPY piped into COPY, binary, half of the table's blocks in each of two streams."""

    name = "psql, binary COPY, two streams"
    short = "psql"

    def run(self):
        self.make_empty_table()
        half = int(self.pair.source.sql(DATABASE, f"SELECT pg_relation_size('{self.table}') / current_setting('block_size')::int / 2"))
        streams = " & ".join(self.stream(block_range) for block_range in (f"ctid < '({half},0)'", f"ctid >= '({half},0)'"))
        copied = self.measured(f"set -o pipefail; {streams} & wait -n || exit; wait -n || exit", "psql", shell=True)
        return copied + self.add_key("psql-key")

    def stream(self, block_range):
        read = f'COPY (SELECT * FROM {self.table} WHERE {block_range}) TO STDOUT (FORMAT binary)'
        write = f"COPY {self.table} FROM STDIN (FORMAT binary)"
        call = lambda server, sql: f"psql -qX -v ON_ERROR_STOP=1 {server.uri(DATABASE)} -c {shlex.quote(sql)}"
        return f"{{ {call(self.pair.source, read)} | {call(self.pair.target, write)}; }}"


class Pgcopydb(Contender):
    """pgcopydb with two jobs, the table split between them; it also runs VACUUM ANALYZE."""

    name = "pgcopydb, two jobs"
    short = "pgcopydb"

    def missing(self):
        return None if shutil.which("pgcopydb") else "there is no pgcopydb here: apt-get install pgcopydb"

    def run(self):
        work = self.pair.folder / "pgcopydb"
        shutil.rmtree(work, ignore_errors=True)
        words = ["pgcopydb", "clone", "--source", self.pair.source.uri(DATABASE), "--target", self.pair.target.uri(DATABASE), "--dir", str(work)]
        words += ["--table-jobs", "2", "--index-jobs", "2", "--skip-large-objects", "--no-owner", "--no-acl"]
        return self.measured(words + self.split(), "pgcopydb")

    def split(self):
        megabytes = int(self.pair.source.sql(DATABASE, f"SELECT pg_relation_size('{self.table}') >> 20"))
        return ["--split-tables-larger-than", f"{megabytes // 2 + 1} MB"] if megabytes > 1 else []


# The launcher leaves the optimising compiler out for what it does not know, as that is short as a rule; this is not.
BOTH_COMPILERS = {"DROVER_JAVA_OPTIONS": "-XX:TieredStopAtLevel=4"}


class SparkJdbc(Contender):
    """Spark's JDBC source into Spark's JDBC sink, in parts by the key, fetch and batch sizes set."""

    name = "Spark JDBC to Spark JDBC"
    short = "spark-jdbc"
    starts_a_jvm = True

    def run(self):
        self.make_empty_table()
        classes = f"{ROOT}/target/test-classes"
        environment = {"DROVER_MAIN": "io.drover.demo.SparkJdbcCopy", "DROVER_CLASSES": classes, "DROVER_HEAP": "1g", **BOTH_COMPILERS}
        words = [DROVER, self.source_url(), self.target_url(), self.table, self.key, "8"]
        return self.measured(words, "spark-jdbc", environment=environment) + self.add_key("spark-jdbc-key")

    def source_url(self):
        return self.pair.source.jdbc(DATABASE) + "?user=postgres"

    def target_url(self):
        return self.pair.target.jdbc(DATABASE) + "?user=postgres"


class Drover(Contender):
    """scripts/drover migrate as it comes: digests, ledger, receipts, swap."""

    name = "Drover"
    short = "drover"
    starts_a_jvm = True
    settings = []
    tables = "[]"

    def run(self):
        return self.command("migrate", self.short)

    def command(self, command, log):
        words = [DROVER, command, str(self.spec()), "--report", str(self.logs / "report")]
        for setting in self.settings:
            words += ["--set", setting]
        return self.measured(words, log, environment=self.environment())

    def environment(self):
        return {}

    def spec(self):
        file = self.pair.folder / f"{self.short}.conf"
        file.write_text(SPEC.format(source=self.pair.source.jdbc(DATABASE), target=self.pair.target.jdbc(DATABASE), tables=self.tables))
        return file


SPEC = """migration {{
  name = bench
  source = {{ type = postgres, url = "{source}", user = postgres }}
  target = {{ type = postgres, url = "{target}", user = postgres }}
  select.include = ["public.*"]
  tables = {tables}
}}
"""


class DroverRows(Drover):
    """The same through Spark rows: opaque columns, COPY on both ends."""

    name = "Drover, as Spark rows (read-path copy)"
    short = "drover-copy"
    settings = ["read-path=copy"]


ALL = [Psql, Pgcopydb, SparkJdbc, Drover, DroverRows]


def start_up(pair):
    """What a JVM with a Spark session and one trivial job takes, with the options of migrate."""
    log = ROOT / "target" / "bench" / "start.log"
    return measure([DROVER, "migrate"], pair, log, environment={"DROVER_MAIN": "io.drover.cli.Warmup"})


def short_start_up(pair):
    return measure([DROVER, "--version"], pair, ROOT / "target" / "bench" / "version.log")
