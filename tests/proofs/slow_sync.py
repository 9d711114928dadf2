"""A disk that takes five seconds to sync: keys are painted meanwhile, it says saving, and leaving asks."""
import time

from scene import Scene, holds, needs
from terminal import Terminal

# The most that a key may be later than it is on a disk at rest, on this machine as it is now.
DELAYED_AT_MOST = 0.016
SYNC = 5
LETTERS = "the quick brown fox jumps over the lazy dog again and again"


def prove(program):
    needs("strace")
    slow = ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fdatasync,fsync"]
    slow += ["-e", f"inject=fdatasync,fsync:delay_enter={SYNC * 1000000}"]
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        scene.succeeds("log", "the first event")
        with Terminal(scene) as at_rest:
            at_rest.wait_for("the first event")
            usual = sorted(paint_times(at_rest))
            at_rest.leaves()
        with Terminal(scene, under=slow) as terminal:
            terminal.wait_for("the first event")
            # The half-typed line of before is offered again.
            terminal.send("\x15")
            terminal.wait_for(lambda: row_of(terminal).endswith("›"))
            terminal.send("written to a slow disk\r")
            terminal.wait_for(" saving ", 3)
            since = time.monotonic()
            times = sorted(paint_times(terminal))
            lasted = time.monotonic() - since
            holds(" saved " not in terminal.text() and lasted < SYNC - 1, "the sync was over while keys were timed")
            later = nearly_all(times) - nearly_all(usual)
            holds(later <= DELAYED_AT_MOST, f"keys are painted {later * 1000:.0f} ms later than on a disk at rest")
            terminal.send("\x15")
            terminal.wait_for(lambda: row_of(terminal).endswith("›"))
            terminal.send("\x04")
            asked = time.monotonic()
            terminal.wait_for(lambda: "C-d again" in terminal.text() or terminal.child.poll() is not None, 2 * SYNC)
            asked = "asked" if terminal.child.poll() is None else f"waited {time.monotonic() - asked:.1f} s"
            if asked == "asked":
                terminal.wait_for(" saved ", 2 * SYNC)
                terminal.send("\x04")
                terminal.wait_for_end()
            holds(terminal.is_restored(), "the terminal is not as it was")
        texts, faults = scene.read()
        holds(texts == ["the first event", "written to a slow disk"] and not faults, f"{texts} {faults}")
    middle = lambda ordered: ordered[len(ordered) // 2] * 1000
    figures = lambda ordered: f"{middle(ordered):.1f} ms, 19 of 20 within {nearly_all(ordered) * 1000:.1f} ms"
    return f"{len(times)} keys during a sync of {SYNC} s painted in {figures(times)} (at rest {figures(usual)}); leaving {asked}"


def nearly_all(ordered):
    """What nineteen of twenty keys take at most."""
    return ordered[len(ordered) * 19 // 20]


def row_of(terminal):
    return next((row for row in terminal.text().split("\n") if "›" in row), "")


def paint_times(terminal):
    row = next(row for (row, _), sign in terminal.cells.items() if sign == "›")
    shown = lambda: "".join(terminal.cells.get((row, column), " ") for column in range(terminal.columns)).rstrip()
    typed = ""
    for letter in LETTERS:
        typed += letter
        since = time.monotonic()
        terminal.send(letter)
        terminal.wait_for(lambda: shown().endswith(typed.rstrip()), 2 * SYNC)
        yield time.monotonic() - since
        terminal.look(0.03)
