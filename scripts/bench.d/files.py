"""One large CSV file into PostgreSQL: Drover beside psql's \\copy of its two halves at once."""

import shlex
import subprocess

import rules
from contenders import DATABASE, Contender, Drover
from scenes import say

ROWS = """COPY (SELECT id, skew_id, u, name, city, amount, ratio, created_at AT TIME ZONE 'UTC' AS created_at, updated_at, birth, active::text AS active, attrs, encode(digest, 'hex') AS digest,
 array_to_string(tags, ',') AS tags, qty, note FROM mixed) TO STDOUT (FORMAT csv, HEADER)"""

MADE = """CREATE TABLE mixed (id bigint, skew_id bigint, u uuid, name text, city text, amount numeric(12,2), ratio numeric, created_at timestamp, updated_at timestamp, birth date, active boolean,
 attrs json, digest text, tags text, qty int, note text)"""

SPEC = """migration {{
  name = bench
  source = {{ type = files, url = "{folder}" }}
  target = {{ type = postgres, url = "{target}", user = postgres }}
  select {{ include = ["files.*"], target-schema = public }}
}}
"""


class FromFiles(Drover):
    """scripts/drover migrate as it comes: a scan for types, counts and cuts, then the load."""

    name = "Drover, types inferred"
    short = "drover-csv"

    def spec(self):
        file = self.pair.folder / f"{self.short}.conf"
        file.write_text(SPEC.format(folder=self.pair.folder / "csv", target=self.pair.target.jdbc(DATABASE)))
        return file


class PsqlCopy(Contender):
    """psql \\copy of each half of the file, cut beforehand, into a table whose types are known."""

    name = "psql \\copy, two halves at once"
    short = "psql-csv"

    def run(self):
        self.pair.target.sql(DATABASE, MADE)
        call = lambda half: f"psql -qX -v ON_ERROR_STOP=1 {self.pair.target.uri(DATABASE)} -c " + shlex.quote(f"\\copy mixed FROM '{self.pair.folder}/halves/{half}' (FORMAT csv)")
        copied = self.measured(f"{call('aa')} & {call('ab')} & wait -n || exit; wait -n || exit", self.short, shell=True)
        return copied + self.measured(["psql", "-qX", self.pair.target.uri(DATABASE), "-c", "ANALYZE mixed"], f"{self.short}-analyze")


def scene(pair, rows, rounds, start):
    rules.make_mixed(pair, rows)
    say("the same rows as a CSV file …")
    for name in ("csv", "halves"):
        (pair.folder / name).mkdir()
    file = pair.folder / "csv" / "mixed.csv"
    with open(file, "wb") as out:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", pair.source.uri(DATABASE), "-c", ROWS], stdout=out, check=True)
    # No text of the table has a line feed, so lines are rows.
    subprocess.run(f"tail -n +2 {shlex.quote(str(file))} | split -l {(rows + 1) // 2} - {shlex.quote(str(pair.folder / 'halves'))}/", shell=True, check=True)
    pair.source.fresh(DATABASE)
    contenders = [kind(pair, "mixed", "id") for kind in (FromFiles, PsqlCopy)]
    arrived = lambda: int(pair.target.sql(DATABASE, "SELECT count(*) FROM mixed"))
    medians = rules.paired(pair, contenders, rounds, lambda: pair.target.fresh(DATABASE), lambda _: None if arrived() == rows else f"{arrived()} rows of {rows} arrived")
    goals = [
        ("throughput against two psql \\copy", "≥", 0.5, rules.ratio(medians, "psql-csv", "drover-csv")),
        ("– without the JVM's start", "≥", 0.5, medians["psql-csv"].wall / (medians["drover-csv"].wall - start.wall) if len(medians) == 2 else None),
    ]
    return rules.lines(pair, f"A CSV file of {file.stat().st_size / 1e9:.2f} GB, {rows:,} rows, 16 mixed columns; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


SCENES = {"csv": scene}
