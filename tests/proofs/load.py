"""A recorder under load: 100,000 events, 50 more a second from other processes, 200 columns on a line that
carries 1,200 bytes a second. How long a typed key takes to be seen there, how much is written that nobody
asked for, and what the recorder takes when all is quiet again."""
import codecs
import os
import select
import subprocess
import threading
import time

from scene import Scene, holds
from terminal import Terminal

EVENTS = 100_000
A_SECOND = 50
SHELLS = 5
LINE = 1200  # bytes a second
COLUMNS, ROWS = 200, 50
SENTENCE = "pool of node 7 is full, restarting it now"
KEYS_A_SECOND = 6
# Somebody who has stored a line looks at the screen for so long.
REST = 2.5
ROUNDS = 6
WATCHED = 12


class SlowTerminal(Terminal):
    """One that takes no more bytes than the line carries, and saves up nothing while none come."""

    def __init__(self, *arguments, **more):
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.room, self.at_last = 0.0, time.monotonic()
        super().__init__(*arguments, **more)

    def look(self, seconds):
        until = time.monotonic() + max(seconds, 0)
        while True:
            now = time.monotonic()
            self.room = min(self.room + (now - self.at_last) * LINE, LINE / 50)
            self.at_last = now
            if self.room >= 1 and select.select([self.master], [], [], 0)[0]:
                try:
                    piece = os.read(self.master, int(self.room))
                except (OSError, BlockingIOError):
                    return False
                self.room -= len(piece)
                self.bytes += piece
                self.paint(self.decoder.decode(piece))
                return bool(piece)
            if now >= until:
                return False
            time.sleep(0.002)


class Others:
    """Other shells that record, together so many events a second."""

    def __init__(self, scene):
        self.scene, self.stop, self.stored = scene, threading.Event(), 0
        self.threads = [threading.Thread(target=self.record, args=(shell,)) for shell in range(SHELLS)]
        self.lock = threading.Lock()

    def record(self, shell):
        nth, begun = 0, time.monotonic()
        while not self.stop.wait(max(begun + nth * SHELLS / A_SECOND - time.monotonic(), 0)):
            text = f"f: shell {shell}: node {nth * 7919 % 500} answers {nth * 104729 % 503} requests with 5xx"
            child = self.scene.start("log", "-q", text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with self.lock:
                self.stored += child.wait() == 0
            nth += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def prove(program):
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        fill(scene)
        with SlowTerminal(scene, columns=COLUMNS, rows=ROWS) as terminal:
            terminal.wait_for(lambda: " saved " in terminal.text() and not is_behind(terminal))
            with Others(scene) as others:
                since, written = time.monotonic(), len(terminal.bytes)
                first, flowing = typed(terminal)
                lasted, written = time.monotonic() - since, len(terminal.bytes) - written
                stored = others.stored / lasted
            leave(terminal)
        with Terminal(scene, columns=COLUMNS, rows=ROWS) as terminal:
            terminal.wait_for(lambda: " saved " in terminal.text() and "reading" not in terminal.text())
            with Others(scene):
                watch(terminal, 2)
                before = len(terminal.bytes)
                watch(terminal, WATCHED)
                unasked = (len(terminal.bytes) - before) / WATCHED
            watch(terminal, 5)
            woken, busy = idle(terminal)
            leave(terminal)
    figures = f"{stored:.0f} events a second from {SHELLS} shells; {len(flowing)} keys in the flow of typing are seen after "
    figures += f"{middle(flowing):.0f} ms in the middle, 19 of 20 within {nearly_all(flowing):.0f}; the first after a pause "
    figures += f"{middle(first):.0f}, at most {max(first):.0f}; {written / lasted:.0f} bytes a second while typing, "
    figures += f"{unasked:.0f} when nobody does; then at rest {woken:.1f} times a second awake, {busy:.2f} ms of processor"
    holds(stored >= A_SECOND * 0.8, f"the shells were too slow: {figures}")
    holds(middle(flowing) <= 150 and nearly_all(flowing) <= 400, f"typing is not fluid: {figures}")
    holds(max(first) <= 5000, f"a key after a pause waits too long: {figures}")
    holds(unasked <= LINE * 1.1, f"more is written than the line carries: {figures}")
    holds(woken <= 1.5 and busy <= 1, f"it is not quiet at rest: {figures}")
    return figures


def fill(scene):
    lines = "".join(f"f: connection pool of node {n} is at its limit, 5xx on checkout\n" for n in range(EVENTS))
    child = scene.start("log", "-q", "--stdin", stdin=subprocess.PIPE)
    child.communicate(lines.encode())
    holds(child.returncode == 0, "the long incident is not written")


def is_behind(terminal):
    """Whether the line has still to carry what was painted."""
    return bool(select.select([terminal.master], [], [], 0)[0])


def line(terminal):
    rows = [row for row in terminal.text().splitlines() if "›" in row]
    return rows[-1] if rows else ""


def typed(terminal):
    """How long keys take to be seen, in ms: the first after each pause, and the others."""
    first, flowing = [], []
    for _ in range(ROUNDS):
        for nth, sign in enumerate(SENTENCE):
            since = time.monotonic()
            terminal.send(sign)
            so_far = f"› {SENTENCE[:nth + 1]}".rstrip()
            took = terminal.wait_for(lambda: line(terminal).rstrip().endswith(so_far), name=f"the key in {so_far!r}")
            if sign != " ":  # one is not seen
                (flowing if nth else first).append(took * 1000)
            watch(terminal, since + 1 / KEYS_A_SECOND - time.monotonic())
        terminal.send("\r")
        terminal.wait_for(lambda: line(terminal).rstrip().endswith("›"), name="an empty line")
        watch(terminal, REST)
    return first, flowing


def watch(terminal, seconds):
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        terminal.look(left)


def idle(terminal):
    """How often it wakes and how long it works, of a second, when nobody does anything."""
    tasks = f"/proc/{terminal.child.pid}/task"

    def spent():
        switches = busy = 0
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/status") as status:
                switches += sum(int(row.split()[1]) for row in status if row.startswith("voluntary"))
            with open(f"{tasks}/{task}/schedstat") as stat:
                busy += int(stat.read().split()[0]) / 1e6
        return switches, busy

    woken, busy = spent()
    watch(terminal, WATCHED)
    woken_then, busy_then = spent()
    return (woken_then - woken) / WATCHED, (busy_then - busy) / WATCHED


def leave(terminal):
    terminal.send("\x15\x04")
    terminal.wait_for_end(60)


def middle(times):
    return sorted(times)[len(times) // 2]


def nearly_all(times):
    return sorted(times)[len(times) * 19 // 20]
