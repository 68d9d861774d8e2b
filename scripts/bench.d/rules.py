"""What rules cost, in paired rounds: each round runs every contender, in turns from first to last and back."""

import collections

import tables
from contenders import BOTH_COMPILERS, DATABASE, DROVER, ROOT, Contender, Drover, DroverRows
from measure import Failed, median
from scenes import say

EXAMPLE = ROOT / "src" / "test" / "resources" / "io" / "drover" / "demo"
EXAMPLE_ROWS = 1_247_893

# Which rows stand there, in whatever order; equal where the rows are.
BENEFICIARIES = "SELECT count(*), sum(hashtextextended(b::text, 0)::numeric) FROM aid.beneficiary b"


def paired(pair, contenders, rounds, prepare, judge):
    """Medians by contender; one that fails, or of which judge says why it is not right, is told and left out."""
    runs, failures = collections.defaultdict(list), {}
    for number in range(1, rounds + 1):
        for contender in contenders if number % 2 else reversed(contenders):
            if contender.short in failures:
                continue
            prepare()
            try:
                run = contender.run()
            except Failed as failure:
                failures[contender.short] = str(failure)
                continue
            say(f"round {number}: {contender.short}: {run.wall:.1f} s")
            wrong = judge(contender)
            if wrong:
                failures[contender.short] = wrong
            else:
                runs[contender.short].append(run)
    for short, failure in failures.items():
        runs.pop(short, None)
        say(f"{short} is left out: {failure}")
    return {short: median(measured) for short, measured in runs.items()}


def ratio(medians, one, other, less=0.0):
    """Wall clock of one over the other's, the JVM's start taken off each that has one; or None."""
    if one not in medians or other not in medians:
        return None
    return max(medians[one].wall - less, 0.001) / max(medians[other].wall - less, 0.001)


def lines(pair, what, contenders, medians, rows, goals):
    text = [f"{tables.machine(pair)} {what}", "", tables.row("contender", "wall s", "rows/s", "client CPU s", "server CPU s", "peak client MB"), "|" + "---|" * 6]
    for contender in contenders:
        run = medians.get(contender.short)
        if run:
            text.append(tables.row(contender.name, f"{run.wall:.1f}", f"{rows / run.wall:,.0f}", f"{run.client_cpu:.1f}", f"{run.server_cpu:.1f}", run.peak_bytes // tables.MEGABYTE))
    return text + [""] + tables.judged(goals)


class Ruled(Drover):
    """Four narrow rules on four columns of sixteen; the others travel opaque."""

    name = "Drover, narrow rules: rename, trim, value map, cast"
    short = "drover-ruled"
    tables = """[{
    name = "public.mixed"
    rename { note = remark }
    columns = [
      { column = name, from = name, trim = both }
      { column = city, from = city, map { "大阪" = Osaka, "Казань" = Kazan }, otherwise = keep }
      { column = qty, from = qty, type = bigint }
    ]
  }]"""


def narrow_rules(pair, rows, rounds, start):
    make_mixed(pair, rows)
    contenders = [kind(pair, "mixed", "id") for kind in (Drover, DroverRows, Ruled)]
    # As many names and cities end in a blank, or are mapped, on either side: what counts is that all rows came.
    arrived = lambda: int(pair.target.sql(DATABASE, "SELECT count(*) FROM mixed"))
    medians = paired(pair, contenders, rounds, lambda: pair.target.fresh(DATABASE), lambda _: None if arrived() == rows else "not all rows arrived")
    goals = [
        ("narrow rules against the identity copy", "≤", 1.4, ratio(medians, "drover-ruled", "drover")),
        ("– without the JVM's start", "≤", 1.4, ratio(medians, "drover-ruled", "drover", start.wall)),
        ("narrow rules against the identity copy as Spark rows", "≤", 1.4, ratio(medians, "drover-ruled", "drover-copy")),
        ("heap as before: peak MB against the identity copy as Spark rows", "≤", 1.1, memory(medians, "drover-ruled", "drover-copy")),
    ]
    return lines(pair, f"One table of {rows:,} rows, 16 mixed columns; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


def memory(medians, one, other):
    return medians[one].peak_bytes / medians[other].peak_bytes if one in medians and other in medians else None


class ReadOnce(Contender):
    """Reading the table once: binary COPY to nowhere."""

    name = "psql, binary COPY to /dev/null"
    short = "read-once"

    def run(self):
        return self.measured(f'psql -qX -v ON_ERROR_STOP=1 {self.pair.source.uri(DATABASE)} -c "COPY {self.table} TO STDOUT (FORMAT binary)" >/dev/null', self.short, shell=True)


class Profile(Drover):
    """scripts/drover profile as it comes: every column, one scan."""

    name = "Drover profile"
    short = "drover-profile"

    def run(self):
        return self.command("profile", self.short)


def profile(pair, rows, rounds, start):
    make_mixed(pair, rows)
    pair.target.fresh(DATABASE)
    contenders = [kind(pair, "mixed", "id") for kind in (ReadOnce, Profile)]
    medians = paired(pair, contenders, rounds, lambda: None, lambda _: None)
    wall = {short: run.wall for short, run in medians.items()}
    complete = len(wall) == len(contenders)
    goals = [
        ("profile against reading the table once", "≤", 2, ratio(medians, "drover-profile", "read-once")),
        ("– without the JVM's start", "≤", 2, (wall["drover-profile"] - start.wall) / wall["read-once"] if complete else None),
    ]
    return lines(pair, f"One table of {rows:,} rows, 16 mixed columns; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


class Example(Drover):
    """The worked example as it ships."""

    name = "Drover, conf/migrations/beneficiaries.conf"
    short = "drover-beneficiaries"
    settings = ["source.user=postgres", "target.user=postgres"]

    def environment(self):
        return {"DEMO_SOURCE_URL": self.pair.source.jdbc(DATABASE), "DEMO_TARGET_URL": self.pair.target.jdbc(DATABASE)}

    def spec(self):
        return ROOT / "conf" / "migrations" / "beneficiaries.conf"


class ByHand(Contender):
    """The same job by hand: Spark's JDBC at both ends, Spark SQL between them."""

    name = "Spark SQL by hand, Spark JDBC at both ends"
    short = "spark-sql"

    def run(self):
        environment = {"DROVER_MAIN": "io.drover.demo.SparkSqlBeneficiaries", "DROVER_CLASSES": f"{ROOT}/target/test-classes", "DROVER_HEAP": "1g", **BOTH_COMPILERS}
        urls = [server.jdbc(DATABASE) + "?user=postgres" for server in (self.pair.source, self.pair.target)]
        return self.measured([DROVER, *urls, "8"], self.short, environment=environment)


def beneficiaries(pair, _, rounds, start):
    say(f"making the register of {EXAMPLE_ROWS:,} rows …")
    pair.source.fresh(DATABASE)
    settings = f"SET client_min_messages = warning; SET TIME ZONE 'UTC'; SET work_mem = '64MB'; SET jit = off; SET demo.rows = {EXAMPLE_ROWS}; SET demo.seed = 42"
    pair.source.sql(DATABASE, settings, file=EXAMPLE / "beneficiaries-source.sql")
    loaded, found = int(pair.source.sql(DATABASE, "SELECT loaded_rows FROM demo.expected")), {}

    def prepare():
        pair.target.fresh(DATABASE)
        pair.target.sql(DATABASE, file=EXAMPLE / "beneficiaries-target.sql")
        pair.source.settle()

    def judge(contender):
        found[contender.short] = pair.target.sql(DATABASE, BENEFICIARIES)
        if int(found[contender.short].split("|")[0]) != loaded:
            return f"{found[contender.short].split('|')[0]} rows, wanted {loaded}"
        return None if len(set(found.values())) == 1 else f"its rows are not those of {', '.join(found.keys() - {contender.short})}"

    contenders = [kind(pair, "aid.beneficiary", "beneficiary_id") for kind in (Example, ByHand)]
    medians = paired(pair, contenders, rounds, prepare, judge)
    goals = [
        ("the worked example, times as fast as by hand", "≥", 3, ratio(medians, "spark-sql", "drover-beneficiaries")),
        ("– without the JVM's start", "≥", 3, ratio(medians, "spark-sql", "drover-beneficiaries", start.wall)),
    ]
    same = " Both end with the same rows." if len(medians) == len(contenders) else ""
    return lines(pair, f"The worked example, {EXAMPLE_ROWS:,} rows; medians of {rounds} paired rounds.{same}", contenders, medians, EXAMPLE_ROWS, goals), medians


def make_mixed(pair, rows):
    say(f"making {rows:,} rows …")
    pair.source.fresh(DATABASE)
    pair.source.sql(DATABASE, file="mixed.sql", tab="mixed", n=rows)


SCENES = {"rules": narrow_rules, "profile": profile, "beneficiaries": beneficiaries}
