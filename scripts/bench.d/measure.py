"""One measured run: wall clock, CPU of clients and servers, peak memory of the client."""

import dataclasses
import os
import pathlib
import statistics
import subprocess
import threading
import time

from servers import children

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclasses.dataclass
class Run:
    wall: float = 0.0
    client_cpu: float = 0.0
    server_cpu: float = 0.0
    peak_bytes: int = 0

    def __add__(self, other):
        return Run(self.wall + other.wall, self.client_cpu + other.client_cpu, self.server_cpu + other.server_cpu, max(self.peak_bytes, other.peak_bytes))


class Failed(Exception):
    """A contender did not do its work; the message ends in what it said."""


def measure(words, servers, log, environment=None, shell=False):
    """Runs a client to its end. Its children count where it waits for them, as shells and JVMs do."""
    log.parent.mkdir(parents=True, exist_ok=True)
    servers_before, begun = servers.cpu(), time.monotonic()
    with open(log, "wb") as out:
        client = subprocess.Popen(words, shell=shell, executable="/bin/bash" if shell else None, stdout=out, stderr=out, env={**os.environ, **(environment or {})})
        watcher = Watcher(client.pid)
        _, status, usage = os.wait4(client.pid, 0)
        wall = time.monotonic() - begun
        client.returncode = os.waitstatus_to_exitcode(status)
        watcher.stop()
    if client.returncode != 0:
        said = pathlib.Path(log).read_text(errors="replace")[-2000:]
        raise Failed(f"exit code {client.returncode}, log {log}:\n{said}")
    peak = max(watcher.peak, usage.ru_maxrss * 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, servers.cpu() - servers_before, peak)


class Watcher(threading.Thread):
    """Adds up the resident memory of a process and its children, many times a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()
        self.start()

    def run(self):
        while not self.done.wait(0.2):
            self.peak = max(self.peak, sum(resident(pid) for pid in [self.pid, *children(self.pid)]))

    def stop(self):
        self.done.set()
        self.join()


def resident(pid):
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0


def median(runs):
    """The median of each figure by itself."""
    pick = lambda name: statistics.median(getattr(run, name) for run in runs)
    return Run(pick("wall"), pick("client_cpu"), pick("server_cpu"), int(pick("peak_bytes")))
