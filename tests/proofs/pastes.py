"""Pastes of 1 KiB, 1 MiB and 100 MB, with and without brackets: painted soon, within bounds, and nothing
is stored by one."""
import time

from scene import Scene, holds
from terminal import Terminal

KIB, MIB, HUGE = 1 << 10, 1 << 20, 100_000_000
# Until it is painted, in seconds as this terminal and a loaded machine see it, and the peak of memory in MiB.
BOUNDS = {MIB: (0.5, 64), HUGE: (5, 64)}
LINE = "ERROR 504 from payments-api, upstream timed out after 30 s\n"
START, END = "\x1b[200~", "\x1b[201~"


def text_of(size):
    return (LINE * (size // len(LINE) + 1))[:size]


def prove(program):
    said, over = [], []
    for name, size, brackets in (
        ("1 KiB", KIB, True),
        ("1 KiB unbracketed", KIB, False),
        ("1 MiB", MIB, True),
        ("1 MiB unbracketed", MIB, False),
        ("100 MB", HUGE, True),
    ):
        took, peak, stored = one(program, name, text_of(size), brackets)
        said.append(f"{name} {took * 1000:.0f} ms, {peak:.0f} MiB{stored}")
        # Without brackets, its end is only known by the silence after it.
        seconds, mebibytes = BOUNDS.get(size, (60, 64)) if brackets else (60, 64)
        if took > seconds or peak > mebibytes:
            over.append(f"{name}: {took:.1f} s of {seconds}, {peak:.0f} MiB of {mebibytes}")
    one(program, "with the end of a paste in it", text_of(200) + END + "\rrm -rf\r" + text_of(200), True)
    holds(not over, "; ".join(over) + " (" + "; ".join(said) + ")")
    return "; ".join(said) + "; the end of a paste inside a paste stores nothing"


def one(program, name, text, brackets):
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        with Terminal(scene) as terminal:
            terminal.wait_for(" saved ")
            since = time.monotonic()
            terminal.send(START + text + END if brackets else text)
            terminal.wait_for(lambda: "pasted line" in terminal.text() or "too " in terminal.text(), 60)
            took, peak = time.monotonic() - since, terminal.peak()
            # Whatever is still on its way is painted too.
            terminal.look(0.5)
            answer = terminal.text()
            texts, faults = scene.read()
            holds(not texts and not faults, f"{name}: stored by a paste: {texts[:3]}")
            refused = "pasted line" not in answer
            if not refused:
                terminal.send("\r")
                terminal.wait_for(lambda: scene.read()[0], 30, "the event")
                holds(len(scene.read()[0]) == 1, f"{name}: {len(scene.read()[0])} events")
            peak = max(peak, terminal.peak())
            terminal.leaves()
        return took, peak, " (refused)" if refused else ""
