"""A data directory for one proof, the program run on it with nothing else around it, and a second
reader that says what the journals hold."""
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reader"))
import journal  # noqa: E402

SAVED, BAD, WRONG, MISSING, NOT_SAVED = range(5)


class Broken(Exception):
    """A promise does not hold."""


class NotHere(Exception):
    """This machine has not what the proof needs."""


def holds(condition, what):
    if not condition:
        raise Broken(what)


def needs(program):
    if not shutil.which(program):
        raise NotHere(f"there is no {program} here")


def needs_root(what):
    if os.geteuid() != 0:
        raise NotHere(f"{what} needs root")


def dice(name):
    """Chance that can be had again: DECKLOG_SEED, which a failure names."""
    seed = int(os.environ.get("DECKLOG_SEED") or random.SystemRandom().randrange(1 << 32))
    chance = random.Random(f"{name} {seed}")
    chance.seed_named = seed
    return chance


@contextlib.contextmanager
def mounted(*arguments):
    """A file system at a place of its own."""
    needs("mount")
    needs_root("mounting")
    place = tempfile.mkdtemp(prefix="decklog-mount-")
    made = subprocess.run(["mount", *arguments, place], capture_output=True, text=True)
    if made.returncode != 0:
        os.rmdir(place)
        raise NotHere(f"mount {' '.join(arguments)}: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=False)
        os.rmdir(place)


class Scene:
    def __init__(self, program, data=None):
        self.program = program
        self.home = tempfile.mkdtemp(prefix="decklog-proof-")
        self.data = data or os.path.join(self.home, "data")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def environment(self):
        inside = lambda name: os.path.join(self.home, name)
        os.makedirs(inside("tmp"), exist_ok=True)
        places = {"HOME": self.home, "TMPDIR": inside("tmp"), "XDG_CONFIG_HOME": inside("config")}
        said = {"DECKLOG_DIR": self.data, "DECKLOG_BY": "ana", "DECKLOG_ZONE": "UTC"}
        return {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", **places, **said}

    def start(self, *arguments, under=(), **more):
        pipe = subprocess.PIPE
        more = {"stdin": subprocess.DEVNULL, "stdout": pipe, "stderr": pipe, **more}
        command = [*under, self.program, *arguments]
        return subprocess.Popen(command, env=self.environment(), cwd=self.home, **more)

    def run(self, *arguments, **more):
        """Status, standard output and standard error."""
        child = self.start(*arguments, **more)
        out, err = child.communicate()
        return child.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def succeeds(self, *arguments, **more):
        status, out, err = self.run(*arguments, **more)
        holds(status == SAVED, f"{' '.join(arguments)[:60]}: exit {status}: {err.strip()[:300]}")
        return out

    def incidents(self):
        folder = os.path.join(self.data, "incidents")
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]

    def journals(self):
        folders = [os.path.join(incident, "journal") for incident in self.incidents()]
        folders = [folder for folder in folders if os.path.isdir(folder)]
        return [os.path.join(folder, name) for folder in folders for name in sorted(os.listdir(folder))]

    def read(self):
        """The texts of all events, in the order of the files, and what is damaged."""
        texts, faults = [], []
        for incident in self.incidents():
            if not os.path.isdir(os.path.join(incident, "journal")):
                continue
            records, wrong = journal.read_all(incident)
            texts += [line["do"]["event"]["text"] for *_, line in records if journal.kind_of(line) == "event"]
            faults += [fault for fault in wrong if fault["fault"] not in journal.HARMLESS]
        return texts, faults

    def files(self):
        """Every file below the data directory, with what it holds."""
        found = {}
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    found[os.path.relpath(os.path.join(folder, name), self.data)] = file.read()
        return found


# Counted by a small process: one that is started by a large one is said to have been as large.
MEASURE = """
import os, subprocess, sys, threading, time
since = time.monotonic()
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
stop = threading.Timer(float(sys.argv[1]), child.kill)
stop.start()
_, status, used = os.wait4(child.pid, 0)
stop.cancel()
print(os.waitstatus_to_exitcode(status), time.monotonic() - since, used.ru_maxrss / 1024)
"""


def measured(scene, *arguments, within=20):
    """A run's status, standard error, seconds, and peak of memory in MiB; killed after so many seconds."""
    under = [sys.executable, "-ISc", MEASURE, str(within)]
    child = scene.start(*arguments, under=under)
    out, err = child.communicate()
    status, seconds, mebibytes = out.split()
    return int(status), err.decode(errors="replace"), float(seconds), float(mebibytes)
