"""Two throw-away PostgreSQL clusters on local ports, and what their processes have cost."""

import glob
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SETTINGS = {
    # As a server that matters is run: every commit reaches the disk.
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
    "shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "maintenance_work_mem": "256MB", "max_connections": "60",
    # Its runs would fall into one contender's time and not into another's.
    "autovacuum": "off",
}
TICKS = os.sysconf("SC_CLK_TCK")


class Absent(Exception):
    """Something that the benchmark needs is not installed."""


def binaries():
    """The folder of initdb and pg_ctl: Debian keeps it off the PATH."""
    found = shutil.which("initdb")
    folders = [os.path.dirname(found)] if found else sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if not folders:
        raise Absent("There is no PostgreSQL server here. Install it: apt-get install postgresql pgcopydb (no cluster of yours is touched).")
    return pathlib.Path(folders[-1])


def unprivileged():
    """Arguments of subprocess that make it run as somebody else than root: postgres refuses root."""
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One cluster; its superuser is postgres, without a password, on this machine only."""

    def __init__(self, name, folder):
        self.name, self.folder, self.port = name, folder / name, free_port()
        self.tools, self.account = binaries(), unprivileged()

    def start(self):
        run = lambda *words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/", **self.account)
        run(self.tools / "initdb", "-D", self.folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C")
        with open(self.folder / "postgresql.conf", "a") as conf:
            conf.writelines(f"{key} = '{value}'\n" for key, value in SETTINGS.items())
            conf.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        run(self.tools / "pg_ctl", "-D", self.folder, "-l", self.folder / "log", "-w", "start")
        self.pid = int((self.folder / "postmaster.pid").read_text().split()[0])

    def stop(self):
        if (self.folder / "postmaster.pid").exists():
            subprocess.run([self.tools / "pg_ctl", "-D", self.folder, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/", **self.account)

    def uri(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def jdbc(self, database):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{database}"

    def sql(self, database, *statements, file=None, **variables):
        """Runs statements, or a file of ours, and returns what psql printed."""
        words = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", self.uri(database)]
        for statement in statements:
            words += ["-c", statement]
        for key, value in variables.items():
            words += ["-v", f"{key}={value}"]
        if file:
            words += ["-f", str(HERE / file)]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()

    def fresh(self, database):
        """An empty database, and nothing left to write from before."""
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", f"CREATE DATABASE {database} TEMPLATE template0")
        self.settle()

    def settle(self):
        self.sql("postgres", "CHECKPOINT")

    def cpu(self):
        """CPU seconds of the server since it started: the postmaster, what it has reaped, and what lives."""
        return sum(seconds(self.pid, reaped=True) if pid == self.pid else seconds(pid, reaped=False) for pid in [self.pid, *children(self.pid)])


class Pair:
    """Source and target, in a folder that goes away with them."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="drover-bench-"))
        if os.geteuid() == 0:
            os.chown(self.folder, unprivileged()["user"], unprivileged()["group"])
        self.source, self.target = Server("source", self.folder), Server("target", self.folder)

    def __enter__(self):
        try:
            self.source.start()
            self.target.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.source.stop()
        self.target.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu(self):
        return self.source.cpu() + self.target.cpu()


def stat(pid):
    """Fields of /proc/<pid>/stat from the state on: the name before it may hold blanks."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def seconds(pid, reaped):
    fields = stat(pid)
    return sum(int(field) for field in fields[11:15 if reaped else 13]) / TICKS if fields else 0.0


def children(pid):
    """Direct and further children that live."""
    parents = {}
    for entry in os.listdir("/proc"):
        fields = stat(entry) if entry.isdigit() else None
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
