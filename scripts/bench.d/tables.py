"""The figures as Markdown, ready for the performance page."""

import os
import platform
import subprocess

from contenders import ALL

MEGABYTE = 1 << 20
FULL_ROWS, FULL_TABLES = 5_000_000, 1000


def machine(pair):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.split("\n")[0].replace('"', "")
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}; {java}; PostgreSQL {pair.source.sql('postgres', 'SHOW server_version')},"
        " fsync on, autovacuum off, both servers and the client on this machine."
    )


def large_table(rows, rounds, keyed):
    return f" One table of {rows:,} rows, 16 mixed columns; medians of {rounds} interleaved rounds; every contender ends with rows, {'primary key' if keyed else 'no key'} and statistics."


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def large(medians, rows, start):
    lines = [row("contender", "wall s", "rows/s", "throughput, psql = 1", "the same without the JVM's start", "client CPU s/M rows", "server CPU s/M rows", "CPU s/M rows", "peak client MB")]
    lines.append("|" + "---|" * 9)
    limit = medians["psql"].wall if "psql" in medians else None
    for kind in ALL:
        if kind.short in medians:
            lines.append(large_row(kind.name, medians[kind.short], rows, limit, start if kind.starts_a_jvm else None))
    if "reconcile" in medians:
        lines.append(large_row("Drover reconcile, equal tables", medians["reconcile"], rows, None, None))
    return lines


def large_row(name, run, rows, limit, start):
    per_million = 1e6 / rows
    ratio = f"{limit / run.wall:.2f}" if limit else "–"
    without = f"{limit / max(run.wall - start.wall, 0.001):.2f}" if limit and start else "–"
    cpu = f"{run.client_cpu * per_million:.2f}", f"{run.server_cpu * per_million:.2f}", f"{(run.client_cpu + run.server_cpu) * per_million:.2f}"
    return row(name, f"{run.wall:.1f}", f"{rows / run.wall:,.0f}", ratio, without, *cpu, run.peak_bytes // MEGABYTE)


def goals(medians, rows, start, short_start, small, skewed):
    """Each goal with what was measured; a goal whose figure is missing is not listed as met."""
    return judged(figures(medians, rows, start, short_start, small, skewed))


def judged(goals):
    """Of goals as (name, sign, wanted, measured or None)."""
    lines = [row("goal", "wanted", "measured", "met"), "|---|---|---|---|"]
    for name, sign, wanted, measured in goals:
        met = "not measured" if measured is None else "yes" if (measured >= wanted if sign == "≥" else measured <= wanted) else "**no**"
        lines.append(row(name, f"{sign} {wanted}", "–" if measured is None else f"{measured:.2f}", met))
    return lines


def figures(medians, rows, start, short_start, small, skewed):
    wall = lambda name, less=0.0: medians[name].wall - less if name in medians else None
    over = lambda one, other: one / other if one and other else None
    cpu = lambda name, less=0.0: (medians[name].client_cpu + medians[name].server_cpu - less) * 1e6 / rows if name in medians else None
    seconds = lambda name: small[name].wall if name in small else None
    return [
        ("throughput against pgcopydb", "≥", 1.2, over(wall("pgcopydb"), wall("drover"))),
        ("throughput against the psql pipe, without the JVM's start", "≥", 0.95, over(wall("psql"), wall("drover", start.wall))),
        ("throughput against Spark JDBC", "≥", 4, over(wall("spark-jdbc"), wall("drover"))),
        ("migrate, CPU seconds per million rows, digests on", "≤", 4.6, cpu("drover")),
        ("– without the JVM's start", "≤", 4.6, cpu("drover", start.client_cpu)),
        ("migrate as Spark rows, CPU seconds per million rows", "≤", 6.3, cpu("drover-copy")),
        ("reconcile, CPU seconds per million rows of each side", "≤", 4.2, cpu("reconcile")),
        ("– without the JVM's start", "≤", 4.2, cpu("reconcile", start.client_cpu)),
        ("small tables, migrate, s", "≤", 120, seconds("drover")),
        ("small tables, reconcile, s", "≤", 60, seconds("reconcile")),
        ("start of a command that needs Spark, s", "≤", 3, start.wall),
        ("start of one that does not, s", "≤", 1, short_start.wall),
        ("skewed key: longest chunk against the median one", "≤", 1.5, skewed[1] if skewed else None),
    ]


def notes(rows, small, skewed, tables, start):
    lines = [f"- {tables} tables of 100 rows: " + ", ".join(f"{name} {run.wall:.1f} s" for name, run in small.items()) + "."] if small else []
    if rows < FULL_ROWS or tables < FULL_TABLES:
        lines.append(f"- **A small run**: the goals are for {FULL_ROWS:,} rows and {FULL_TABLES:,} tables, where a JVM's start weighs little.")
    if skewed:
        lines.append(f"- Skewed key: {skewed[0]} chunks; eight parts of equal width of that key would have had {skewed[2]:.0f} times the median's rows in the longest.")
    lines.append(f"- The JVM's start is a Spark session with one trivial job: {start.wall:.1f} s, {start.client_cpu:.1f} CPU s, medians of three.")
    lines.append("- Server CPU holds the whole server: backends, checkpointer, WAL writer. pgcopydb's holds its VACUUM ANALYZE, the others' an ANALYZE.")
    return lines
