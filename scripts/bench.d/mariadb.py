"""MariaDB to PostgreSQL: Drover beside Spark's JDBC at both ends, and pgloader."""

import os
import shutil
import subprocess

import rules
from contenders import BOTH_COMPILERS, DATABASE, DROVER, ROOT, Contender, Drover
from scenes import say
from servers import Absent, children, free_port, seconds, unprivileged

# The benchmark's table with the types that MySQL has for it.
TABLE = """CREATE TABLE mixed (id bigint NOT NULL, skew_id bigint NOT NULL, u char(36) NOT NULL, name varchar(80), city varchar(60) NOT NULL, amount decimal(12,2), ratio decimal(30,10),
 created_at datetime(6) NOT NULL, updated_at datetime(6), birth date, active tinyint(1) NOT NULL, attrs json, digest varbinary(16) NOT NULL, tags varchar(60), qty int, note text) CHARACTER SET utf8mb4"""

ROWS = """COPY (SELECT id, skew_id, u, name, city, amount, ratio::numeric(30,10), created_at AT TIME ZONE 'UTC', updated_at, birth, active::int, attrs, encode(digest, 'hex'), array_to_string(tags, ','), qty, note
 FROM mixed) TO STDOUT"""

LOAD = """LOAD DATA LOCAL INFILE '/dev/stdin' INTO TABLE mixed CHARACTER SET utf8mb4
 (id, skew_id, u, name, city, amount, ratio, created_at, updated_at, birth, active, attrs, @digest, tags, qty, note) SET digest = unhex(@digest)"""

# The same in PostgreSQL, for those who cannot make it themselves.
MADE = """CREATE TABLE mixed (id bigint NOT NULL, skew_id bigint NOT NULL, u char(36) NOT NULL, name varchar(80), city varchar(60) NOT NULL, amount numeric(12,2), ratio numeric(30,10),
 created_at timestamp NOT NULL, updated_at timestamp, birth date, active boolean NOT NULL, attrs json, digest bytea NOT NULL, tags varchar(60), qty int, note text)"""


class MariaDb:
    """A throw-away server on a local port; its user is root, without a password, on this machine only."""

    def __init__(self, folder):
        if not shutil.which("mariadbd") and not os.path.exists("/usr/sbin/mariadbd"):
            raise Absent("There is no MariaDB server here. Install it: apt-get install mariadb-server (no server of yours is touched).")
        self.folder, self.port, self.account = folder / "mariadb", free_port(), unprivileged()

    def __enter__(self):
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **self.account}
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.folder}", "--auth-root-authentication-method=normal", "--skip-test-db"], **quiet)
        words = ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.folder}", f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid"]
        # As a server that matters is run: every commit reaches the disk, and there is a log to note the position in.
        words += ["--innodb-buffer-pool-size=512M", "--innodb-flush-log-at-trx-commit=1", "--log-bin", "--server-id=1", "--binlog-format=ROW", "--local-infile=1", "--max-allowed-packet=64M"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **self.account)
        for _ in range(120):
            if subprocess.run([*self.client(), "-e", "SELECT 1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
                # Clients come over TCP, where an account without a host is another one.
                self.sql("mysql", "CREATE USER bench@'127.0.0.1' IDENTIFIED BY 'bench'; GRANT ALL ON *.* TO bench@'127.0.0.1'; CREATE DATABASE bench CHARACTER SET utf8mb4")
                return self
            subprocess.run(["sleep", "0.5"], check=True)
        raise Absent("MariaDB did not start.")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def client(self):
        return ["mariadb", "--no-defaults", "-u", "root", f"--socket={self.folder}/socket", "--local-infile=1"]

    def sql(self, database, text, **more):
        return subprocess.run([*self.client(), database, "-N", "-e", text], check=True, capture_output=True, text=True, **more).stdout.strip()

    def cpu(self):
        return sum(seconds(pid, reaped=False) for pid in [self.process.pid, *children(self.process.pid)])


class Both:
    """What a contender's servers have cost, the MariaDB among them."""

    def __init__(self, pair, maria):
        self.source, self.target, self.folder, self.maria = pair.source, pair.target, pair.folder, maria

    def cpu(self):
        return self.target.cpu() + self.maria.cpu()


SPEC = """migration {{
  name = bench
  source = {{ type = mysql, url = "jdbc:mariadb://127.0.0.1:{port}/bench", user = bench, password = bench }}
  target = {{ type = postgres, url = "{target}", user = postgres }}
  select {{ include = ["bench.mixed"], target-schema = public }}
}}
"""


class FromMariaDb(Drover):
    """scripts/drover migrate as it comes."""

    name = "Drover"
    short = "drover-mariadb"

    def spec(self):
        file = self.pair.folder / f"{self.short}.conf"
        file.write_text(SPEC.format(port=self.pair.maria.port, target=self.pair.target.jdbc(DATABASE)))
        return file


class SparkJdbc(Contender):
    """Spark's JDBC source into Spark's JDBC sink, in parts by the key, fetch and batch sizes set."""

    name = "Spark JDBC to Spark JDBC"
    short = "spark-mariadb"

    def run(self):
        self.pair.target.sql(DATABASE, MADE)
        environment = {"DROVER_MAIN": "io.drover.demo.SparkJdbcCopy", "DROVER_CLASSES": f"{ROOT}/target/test-classes", "DROVER_HEAP": "1g", **BOTH_COMPILERS}
        # As jdbc:mysql: Spark has no dialect for jdbc:mariadb:, and reads names for values.
        source = f"jdbc:mysql://127.0.0.1:{self.pair.maria.port}/bench?user=bench&password=bench&permitMysqlScheme=true&tinyInt1isBit=true"
        return self.measured([DROVER, source, self.pair.target.jdbc(DATABASE) + "?user=postgres", "mixed", "id", "8"], self.short, environment=environment) + self.add_key(f"{self.short}-key")


class Pgloader(Contender):
    """pgloader with two workers, the table's rows in ranges of its key."""

    name = "pgloader, two readers"
    short = "pgloader"

    def run(self):
        file = self.pair.folder / "pgloader.load"
        file.write_text(
            f"LOAD DATABASE FROM mysql://bench:bench@127.0.0.1:{self.pair.maria.port}/bench INTO {self.pair.target.uri(DATABASE)}\n"
            " WITH workers = 4, concurrency = 2, multiple readers per thread, rows per range = 100000, include drop, create tables, create indexes\n"
            " ALTER SCHEMA 'bench' RENAME TO 'public';\n"
        )
        return self.measured(["pgloader", "--on-error-stop", "--dynamic-space-size", "4096", str(file)], self.short)


def scene(pair, rows, rounds, start):
    with MariaDb(pair.folder) as maria:
        both = Both(pair, maria)
        rules.make_mixed(pair, rows)
        maria.sql("bench", TABLE)
        say("the same rows in MariaDB …")
        send = subprocess.Popen(["psql", "-qX", "-v", "ON_ERROR_STOP=1", pair.source.uri(DATABASE), "-c", "SET TIME ZONE 'UTC'", "-c", ROWS], stdout=subprocess.PIPE)
        maria.sql("bench", LOAD, stdin=send.stdout)
        if send.wait() != 0:
            raise Absent("The rows could not be brought into MariaDB.")
        maria.sql("bench", "ALTER TABLE mixed ADD PRIMARY KEY (id); ANALYZE TABLE mixed")
        contenders = [kind(both, "mixed", "id") for kind in (FromMariaDb, SparkJdbc, Pgloader)]
        arrived = lambda: int(pair.target.sql(DATABASE, "SELECT count(*) FROM mixed"))
        medians = rules.paired(both, contenders, rounds, lambda: pair.target.fresh(DATABASE), lambda _: None if arrived() == rows else f"{arrived()} rows of {rows} arrived")
    goals = [
        ("MariaDB to PostgreSQL, times as fast as Spark JDBC", "≥", 4, rules.ratio(medians, "spark-mariadb", "drover-mariadb")),
        ("– without the JVM's start", "≥", 4, rules.ratio(medians, "spark-mariadb", "drover-mariadb", start.wall)),
        ("MariaDB to PostgreSQL, times as fast as pgloader", "≥", 2, rules.ratio(medians, "pgloader", "drover-mariadb")),
    ]
    version = "MariaDB " + subprocess.run(["/usr/sbin/mariadbd", "--version"], capture_output=True, text=True).stdout.split()[2]
    return rules.lines(pair, f"{version}; one table of {rows:,} rows, 16 mixed columns; medians of {rounds} paired rounds.", contenders, medians, rows, goals), medians


SCENES = {"mariadb": scene}
