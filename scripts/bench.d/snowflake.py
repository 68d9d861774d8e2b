"""PostgreSQL to the stand-in for Snowflake: Drover beside the same rows read by COPY and written by the bare connector.

What the client costs, and nothing of Snowflake: the stand-in is a process of its own, whose CPU counts for nobody.
"""

import collections
import subprocess

import rules
import tables
from contenders import DATABASE, DROVER, ROOT, Contender, Drover
from servers import Absent

# What does not grow with the rows is taken off by a run of so few.
FEW = 1000

SPEC = """migration {{
  name = bench
  source = {{ type = postgres, url = "{source}", user = postgres }}
  target = {{ type = snowflake, url = "{url}", user = "{user}", password = "{password}", snowflake {{ database = DROVER, authentication = password }} }}
  ledger = {{ type = postgres, url = "{ledger}", user = postgres }}
  select.include = ["public.*"]
}}
"""


class StandIn:
    """One for each run: io.drover.testing.snowflake.StandInServerMain says how it is asked."""

    process = None

    def fresh(self):
        self.stop()
        classes = f"{ROOT}/target/test-classes:{ROOT}/target/classes:{(ROOT / 'target' / 'test.classpath').read_text().strip()}"
        words = ["java", "-Xmx4g", "-XX:+UseSerialGC", "-cp", classes, "io.drover.testing.snowflake.StandInServerMain"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url, self.user, self.password = self.line(), self.line(), self.line()

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise Absent("The stand-in for Snowflake ended.")
        return line.rstrip("\n")

    def ask(self, query):
        self.process.stdin.write(query + "\n")
        self.process.stdin.flush()
        return self.line()

    def statements(self):
        found, line = [], self.ask("statements")
        while line:
            found.append(line)
            line = self.line()
        return found

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


def spec(contender):
    pair, server = contender.pair, contender.server
    file = pair.folder / f"{contender.short}.conf"
    file.write_text(SPEC.format(source=pair.source.jdbc(DATABASE), ledger=pair.target.jdbc(DATABASE), url=server.url, user=server.user, password=server.password))
    return file


class IntoSnowflake(Drover):
    """scripts/drover migrate as it comes: ledger, staging table, receipts, swap."""

    name = "Drover"
    short = "drover-snowflake"

    def spec(self):
        return spec(self)


class BareConnector(Contender):
    """The same rows by COPY, as Spark values, by the connector as it comes; on a JVM with the options that Drover's has."""

    name = "COPY and the bare connector"
    short = "connector"

    def run(self):
        lines = (ROOT / "target" / "jobs" / "migrate.options").read_text().splitlines()
        options = ["-XX:TieredStopAtLevel=4", *(line[4:] for line in lines if line.startswith("jvm "))]
        environment = {"DROVER_MAIN": "io.drover.job.migrate.CopyToSnowflake", "DROVER_CLASSES": f"{ROOT}/target/test-classes", "DROVER_JAVA_OPTIONS": " ".join(options)}
        return self.measured([DROVER, str(spec(self))], self.short, environment=environment)


def measured(pair, server, rows, rounds, said):
    """Medians of a table of so many rows; what the stand-in was told goes to said, by contender."""
    rules.make_mixed(pair, rows)
    contenders = [kind(pair, "mixed", "id") for kind in (IntoSnowflake, BareConnector)]

    def fresh():
        pair.target.fresh(DATABASE)
        server.fresh()

    def arrived(contender):
        said[contender.short] = server.statements()
        (ROOT / "target" / "bench" / f"{contender.short}-{rows}.sql").write_text(";\n".join(said[contender.short]) + "\n")
        count = server.ask("SELECT count(*) FROM PUBLIC.MIXED")
        return None if count == str(rows) else f"{count} rows of {rows} arrived"

    for contender in contenders:
        contender.server = server
    return rules.paired(pair, contenders, rounds, fresh, arrived)


def scene(pair, rows, rounds, start):
    server, few_said, said = StandIn(), {}, {}
    try:
        few = measured(pair, server, FEW, rounds, few_said)
        medians = measured(pair, server, rows, rounds, said)
    finally:
        server.stop()
    each = {short: (run.client_cpu - few[short].client_cpu) * 1e6 / (rows - FEW) for short, run in medians.items() if short in few}
    lines = [
        f"{tables.machine(pair)} One table of {rows:,} rows, 16 mixed columns, into the stand-in for Snowflake (S3), a process of its own; medians of {rounds} paired rounds.",
        "",
        tables.row("contender", "client CPU s", f"of {FEW:,} rows", "client CPU s/M rows, all", f"beyond the {FEW:,}", "peak client MB", "statements", f"of {FEW:,} rows"),
        "|" + "---|" * 8,
    ]
    for kind in (IntoSnowflake, BareConnector):
        if kind.short in each:
            run, least = medians[kind.short], few[kind.short].client_cpu
            cpu = f"{run.client_cpu:.1f}", f"{least:.1f}", f"{run.client_cpu * 1e6 / rows:.1f}", f"{each[kind.short]:.1f}"
            lines.append(tables.row(kind.name, *cpu, run.peak_bytes // tables.MEGABYTE, len(said[kind.short]), len(few_said[kind.short])))
    both = len(each) == 2
    goals = [
        ("PostgreSQL to the stage, client CPU beside the bare connector's", "≤", 1.3, medians["drover-snowflake"].client_cpu / medians["connector"].client_cpu if both else None),
        (f"– beyond what {FEW:,} rows cost", "≤", 1.3, each["drover-snowflake"] / each["connector"] if both else None),
        ("statements of Drover that the rows add", "≤", 0, len(said["drover-snowflake"]) - len(few_said["drover-snowflake"]) if both else None),
    ]
    kinds = collections.Counter(statement.split()[0].upper() for statement in said.get("drover-snowflake", []))
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return lines + ["", f"Drover's statements: {told}.", ""] + tables.judged(goals), medians


SCENES = {"snowflake": scene}
