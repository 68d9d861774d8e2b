"""PostgreSQL to Delta Lake: Drover beside the same rows read by COPY and written as plain Parquet by Spark."""

import shutil

import rules
from contenders import BOTH_COMPILERS, DATABASE, DROVER, ROOT, Contender, Drover

SPEC = """migration {{
  name = bench
  source = {{ type = postgres, url = "{source}", user = postgres }}
  target = {{ type = delta, url = "{folder}" }}
  ledger = {{ type = postgres, url = "{ledger}", user = postgres }}
  select.include = ["public.*"]
}}
"""


def spec(pair, name):
    file = pair.folder / f"{name}.conf"
    file.write_text(SPEC.format(source=pair.source.jdbc(DATABASE), ledger=pair.target.jdbc(DATABASE), folder=lake(pair)))
    return file


def lake(pair):
    return pair.folder / "lake"


class IntoDelta(Drover):
    """scripts/drover migrate as it comes: ledger, manifests, one version."""

    name = "Drover"
    short = "drover-delta"

    def spec(self):
        return spec(self.pair, self.short)


class PlainParquet(Contender):
    """The same rows by COPY, as Spark values, into plain Parquet: no ledger, no version, nothing to go on from."""

    name = "COPY and Spark's plain Parquet"
    short = "parquet"

    def run(self):
        environment = {"DROVER_MAIN": "io.drover.job.migrate.CopyToParquet", "DROVER_CLASSES": f"{ROOT}/target/test-classes", **BOTH_COMPILERS}
        return self.measured([DROVER, str(spec(self.pair, self.short)), str(lake(self.pair))], self.short, environment=environment)


def scene(pair, rows, rounds, start):
    rules.make_mixed(pair, rows)
    contenders = [kind(pair, "mixed", "id") for kind in (IntoDelta, PlainParquet)]

    def fresh():
        pair.target.fresh(DATABASE)
        shutil.rmtree(lake(pair), ignore_errors=True)

    def arrived(contender):
        files = list(lake(pair).glob("mixed/*.parquet"))
        return None if files else f"{contender} wrote no file"

    medians = rules.paired(pair, contenders, rounds, fresh, arrived)
    goals = [
        ("PostgreSQL to Delta, times as long as COPY and plain Parquet", "≤", 1.2, rules.ratio(medians, "drover-delta", "parquet")),
        ("– without the JVM's start", "≤", 1.2, rules.ratio(medians, "drover-delta", "parquet", start.wall)),
    ]
    return rules.lines(pair, f"One table of {rows:,} rows, 16 mixed columns, into a folder of this machine; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


SCENES = {"delta": scene}
