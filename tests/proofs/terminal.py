"""A terminal to run the recorder in: what it shows, every byte that it wrote, and what it leaves behind."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from scene import Broken, holds

DEADLINE = 30
# A control sequence with its mark, its numbers and its letter; or one of those that say nothing about
# where what is written goes.
CONTROL = re.compile(r"\x1b\[([?><=]?)([\d;:]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP.*?\x1b\\|\x1b[ -/]*[0-OQ-Z\\^-~]")


class Terminal:
    def __init__(self, scene, *arguments, under=(), columns=80, rows=24, environment=None):
        self.master, slave = pty.openpty()
        self.columns, self.rows = columns, rows
        self.cells, self.at, self.modes, self.region = {}, (0, 0), {}, None
        self.bytes, self.pending = bytearray(), ""
        self.resize(columns, rows, tell=False)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        take = lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        streams = {"stdin": slave, "stdout": slave, "stderr": slave}
        more = {"start_new_session": True, "preexec_fn": take}
        if environment is not None:
            kept, scene.environment = scene.environment, lambda: {**kept(), **environment}
        self.child = scene.start(*arguments, under=under, **streams, **more)
        if environment is not None:
            scene.environment = kept
        os.set_blocking(self.master, False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.hang_up()
        os.close(self.slave)

    def resize(self, columns, rows, tell=True):
        self.columns, self.rows = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, text):
        """Writes it all, and reads meanwhile what is painted."""
        rest = memoryview(text.encode() if isinstance(text, str) else text)
        until = time.monotonic() + DEADLINE
        while rest:
            holds(time.monotonic() < until, f"the recorder takes nothing: {len(rest)} bytes are left")
            readable, writable, _ = select.select([self.master], [self.master], [], 1)
            if readable:
                self.look(0)
            if writable:
                try:
                    rest = rest[os.write(self.master, rest[:4096]) :]
                except BlockingIOError:
                    pass

    def look(self, seconds):
        """Whatever is painted within this time: at most one piece; whether there was any."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        try:
            piece = os.read(self.master, 1 << 16)
        except (OSError, BlockingIOError):
            return False
        self.bytes += piece
        self.paint(piece.decode("utf-8", errors="replace"))
        return bool(piece)

    def paint(self, text):
        text, place = self.pending + text, 0
        self.pending = ""
        while place < len(text):
            sign = text[place]
            if sign == "\x1b":
                found = CONTROL.match(text, place)
                if not found:
                    self.pending = text[place:][-4096:]
                    return
                place = found.end()
                if found[3]:
                    self.control(*found.groups())
                continue
            row, column = self.at
            if sign == "\r":
                self.at = row, 0
            elif sign == "\n":
                self.at = row + 1, column
            elif sign == "\b":
                self.at = row, max(column - 1, 0)
            elif sign >= " ":
                self.cells[row, column] = sign
                self.at = row, column + 1
            place += 1

    def control(self, mark, numbers, letter):
        values = [int(number or 0) for number in re.split("[;:]", numbers)]
        row, column = self.at
        if mark == "?" and letter in "hl":
            self.modes.update((value, letter == "h") for value in values)
            if 1049 in values:
                self.cells.clear()
        elif letter in "Hf":
            self.at = max(values[0], 1) - 1, max((values + [1])[1], 1) - 1
        elif letter == "G":
            self.at = row, max(values[0], 1) - 1
        elif letter in "ABCD":
            step = max(values[0], 1)
            down, right = {"A": (-step, 0), "B": (step, 0), "C": (0, step), "D": (0, -step)}[letter]
            self.at = max(row + down, 0), max(column + right, 0)
        elif letter == "r":
            self.region = (max(values[0], 1) - 1, (values + [0])[1] or self.rows) if numbers else None
            self.at = 0, 0
        elif letter in "ST":
            self.scroll(max(values[0], 1) * (1 if letter == "S" else -1))
        elif letter in "ML":
            self.scroll(max(values[0], 1) * (1 if letter == "M" else -1), row)
        elif letter == "J" and values[0] in (2, 3):
            self.cells.clear()
        elif letter in "JK":
            gone = lambda at: (at[0] == row and at[1] >= column) or (letter == "J" and at[0] > row)
            self.cells = {at: cell for at, cell in self.cells.items() if not gone(at)}

    def scroll(self, up, first=None):
        top, end = self.region or (0, self.rows)
        first = top if first is None else first
        is_in = lambda row: first <= row < end
        moved = {(row - up, column): cell for (row, column), cell in self.cells.items() if is_in(row) and is_in(row - up)}
        self.cells = {at: cell for at, cell in self.cells.items() if not is_in(at[0])} | moved

    def text(self):
        line = lambda row: "".join(self.cells.get((row, column), " ") for column in range(self.columns)).rstrip()
        return "\n".join(line(row) for row in range(self.rows))

    def wait_for(self, what, deadline=DEADLINE, name=None):
        """Until a text is on the screen, or something holds; how long that took, in seconds."""
        since = time.monotonic()
        is_there = what if callable(what) else lambda: what in self.text()
        while not is_there():
            left = since + deadline - time.monotonic()
            if left < 0:
                raise Broken(f"waited {deadline} s for {name or repr(what)}; the screen:\n{self.text()}")
            self.look(min(left, 0.5))
            if self.child.poll() is not None and not select.select([self.master], [], [], 0)[0] and not is_there():
                raise Broken(f"ended ({self.child.returncode}) before {name or repr(what)}; the screen:\n{self.text()}")
        return time.monotonic() - since

    def wait_for_end(self, deadline=DEADLINE):
        until = time.monotonic() + deadline
        while self.child.poll() is None:
            holds(time.monotonic() < until, f"still running after {deadline} s; the screen:\n{self.text()}")
            self.look(0.02)
        while self.look(0.02):
            pass
        return self.child.returncode

    def is_restored(self):
        """Whether the terminal is as it was: its modes, the screen, the cursor, pasting and the mouse."""
        off = all(not self.modes.get(mode) for mode in (1049, 2004, 1000, 1002, 1003, 1006))
        return termios.tcgetattr(self.slave) == self.before and off and self.modes.get(25, True)

    def hang_up(self):
        if self.master is not None:
            os.close(self.master)
            self.master = None

    def signal(self, number):
        os.kill(self.child.pid, number)

    def peak(self):
        """The most memory that it ever held, in MiB."""
        with open(f"/proc/{self.child.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))

    def leaves(self):
        """Asks it to go, as a person does."""
        self.signal(signal.SIGTERM)
        return self.wait_for_end()
