"""What is measured: one large table in interleaved rounds, a thousand small ones, one with a skewed key."""

import collections
import sys

from contenders import ALL, DATABASE, Drover, Pgcopydb, short_start_up, start_up
from measure import Failed, median

SMALL_TABLES = """DO $$ BEGIN FOR n IN 1..{} LOOP
 EXECUTE format('CREATE TABLE small_%s AS SELECT i AS id, md5(i::text) AS name, i * 1.5 AS amount FROM generate_series(1, 100) i', n);
 EXECUTE format('ALTER TABLE small_%s ADD PRIMARY KEY (id)', n);
END LOOP; END $$"""

# The longest chunk against the median one, by the receipts of the ledger.
CHUNKS = """SELECT count(*), round((max(d) / percentile_cont(0.5) WITHIN GROUP (ORDER BY d))::numeric, 2)
FROM (SELECT extract(epoch FROM finished_at - started_at)::float8 AS d FROM drover.receipt WHERE read_rows > 0) durations"""

# What equal widths would do: rows of the fullest of eight parts against the median one.
EQUAL_WIDTHS = """WITH bounds AS (SELECT min(skew_id) AS low, max(skew_id) + 1 AS high FROM mixed),
parts AS (SELECT part, (SELECT count(*) FROM mixed, bounds WHERE width_bucket(skew_id, low, high, 8) = part) AS n FROM generate_series(1, 8) part)
SELECT round((max(n) / greatest(percentile_cont(0.5) WITHIN GROUP (ORDER BY n), 1))::numeric, 1) FROM parts"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def large_table(pair, rows, rounds, only, keyed=True):
    """Medians by contender's name; a contender that is absent or fails is told and left out."""
    say(f"making {rows:,} rows …")
    pair.source.fresh(DATABASE)
    pair.source.sql(DATABASE, file="mixed.sql", tab="mixed", n=rows)
    if not keyed:
        pair.source.sql(DATABASE, "ALTER TABLE mixed DROP CONSTRAINT mixed_pkey")
    contenders = [kind(pair, "mixed", "id", keyed) for kind in ALL if not only or kind.short in only]
    runs, failures = collections.defaultdict(list), {kind.short: kind.missing() for kind in contenders}
    for number in range(1, rounds + 1):
        for contender in contenders:
            if not failures[contender.short]:
                failures[contender.short] = one_round(pair, contender, rows, number, runs)
            if contender.short == "drover" and not failures["drover"] and not failures.get("reconcile"):
                failures["reconcile"] = prove(pair, contender, number, runs)
    for short, failure in failures.items():
        if failure:
            runs.pop(short, None)
            say(f"{short} is left out: {failure}")
    return {short: median(measured) for short, measured in runs.items()}


def one_round(pair, contender, rows, number, runs):
    """Adds one run to runs; returns why not."""
    pair.target.fresh(DATABASE)
    pair.source.settle()
    try:
        run = contender.run()
    except Failed as failure:
        return str(failure)
    say(f"round {number}: {contender.short}: {run.wall:.1f} s")
    arrived = int(pair.target.sql(DATABASE, "SELECT count(*) FROM mixed"))
    if arrived != rows:
        return f"{arrived} rows of {rows} arrived"
    runs[contender.short].append(run)
    return None


def prove(pair, drover, number, runs):
    """Adds one reconciliation of what Drover has just migrated; returns why not."""
    pair.target.settle()
    try:
        run = drover.command("reconcile", "drover-reconcile")
    except Failed as failure:
        return str(failure)
    say(f"round {number}: drover reconcile: {run.wall:.1f} s")
    runs["reconcile"].append(run)
    return None


def small_tables(pair, tables, only):
    """One run each over many small tables, by what was done; what fails is told and left out."""
    say(f"making {tables} tables of 100 rows …")
    pair.source.fresh(DATABASE)
    pair.source.sql(DATABASE, SMALL_TABLES.format(tables), "ANALYZE")
    drover, pgcopydb = Drover(pair, "small_1", "id"), Pgcopydb(pair, "small_1", "id")
    runs = {}
    if not only or "pgcopydb" in only:
        attempt(runs, "pgcopydb", pair, pgcopydb.run)
    attempt(runs, "drover", pair, lambda: drover.command("migrate", "small-migrate"))
    if "drover" in runs:
        attempt(runs, "reconcile", None, lambda: drover.command("reconcile", "small-reconcile"))
    return runs


def attempt(runs, name, fresh_pair, action):
    if fresh_pair:
        fresh_pair.target.fresh(DATABASE)
    try:
        runs[name] = action()
        say(f"small tables: {name}: {runs[name].wall:.1f} s")
    except Failed as failure:
        say(f"small tables: {name} is left out: {failure}")


def skewed_table(pair, rows):
    """Chunks, longest against median chunk, and what equal widths of skew_id would have done; or None."""
    pair.source.fresh(DATABASE)
    pair.source.sql(DATABASE, file="mixed.sql", tab="mixed", n=rows)
    pair.target.fresh(DATABASE)
    drover = Drover(pair, "mixed", "id")
    drover.settings = [f"chunking.target-bytes={max(rows * 275 // 16, 1 << 20)}", "chunking.small-table-bytes=1MiB"]
    try:
        drover.command("migrate", "skewed")
    except Failed as failure:
        say(f"skewed table is left out: {failure}")
        return None
    chunks, ratio = pair.target.sql(DATABASE, CHUNKS).split("|")
    return int(chunks), float(ratio), float(pair.source.sql(DATABASE, EQUAL_WIDTHS))


def start_ups(pair):
    """Medians of three: a command that needs Spark, and one that does not."""
    start_up(pair)  # makes the jar and the class archive where they are absent
    return median([start_up(pair) for _ in range(3)]), median([short_start_up(pair) for _ in range(3)])
