"""A walk through sizes, stops and keys: nothing panics, and what is on the screen is what is drawn anew."""
import re
import time

from scene import Scene, dice, holds
from terminal import Terminal

STEPS = 300
SIZES = [(1, 1), (2, 2), (1000, 500), (80, 1), (1, 24), (20, 5), (80, 24), (200, 60)]
KEYS = ["a", "Z", " ", "\x7f", "\x17", "\x15", "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\t", "\x0c", "\x18?", "\x1b", "ü", "数"]
UNDER_A_SHELL = 'set -m; "$@"; while :; do echo stopped; read go || exit; fg > /dev/null; done'


def prove(program):
    chance = dice("walk")
    said = f"DECKLOG_SEED={chance.seed_named}"
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        scene.succeeds("log", "the first event")
        stops = 0
        with Terminal(scene, under=["bash", "--norc", "-c", UNDER_A_SHELL, "bash"]) as terminal:
            terminal.wait_for("the first event")
            for _ in range(STEPS):
                step = chance.random()
                if step < 0.6:
                    sizes = chance.choice([*SIZES, (chance.randrange(1, 250), chance.randrange(1, 80))])
                    terminal.resize(*sizes)
                elif step < 0.63:
                    # Right after an Esc it would be another key.
                    time.sleep(0.15)
                    stopped = terminal.bytes.count(b"stopped\r\n")
                    terminal.send("\x1a")
                    terminal.wait_for(lambda: terminal.bytes.count(b"stopped\r\n") > stopped, name=f"the stop ({said})")
                    holds(not terminal.modes.get(1049) and terminal.modes.get(25), f"{said}: stopped, and the screen is ours")
                    terminal.send("\n")
                    terminal.wait_for(lambda: terminal.modes.get(1049), name=f"the screen after the stop ({said})")
                    stops += 1
                else:
                    terminal.send(chance.choice(KEYS))
                terminal.look(chance.choice([0, 0, 0.01]))
                holds(terminal.child.poll() is None, f"{said}: it ended: {terminal.text()}")
            terminal.resize(80, 24)
            terminal.send("\x1b")
            terminal.look(0.3)
            terminal.send("\x1b\x1b")
            settle(terminal)
            terminal.send("\x15the end")
            terminal.wait_for("› the end")
            settle(terminal)
            before = picture(terminal)
            terminal.cells.clear()
            terminal.send("\x0c")
            terminal.wait_for(lambda: picture(terminal) == before, 5, name=f"the same screen, drawn anew ({said})")
            holds(b"panicked" not in terminal.bytes, f"{said}: a panic")
        holds(scene.read()[0][:1] == ["the first event"] and not scene.read()[1], f"{said}: {scene.read()}")
        others = [poor(scene, environment) for environment in ({"TERM": "dumb"}, {"TERM": ""}, {"TERM": "nonsense"})]
        status, out, err = scene.run()
        holds(status not in (0, 101) and status > 0 and err.strip(), f"without a terminal: exit {status} {out} {err}")
    return f"{STEPS} steps, {stops} stops ({said}): 0 panics, the screen as drawn anew; TERM dumb, empty, nonsense: {', '.join(others)}; no terminal: {err.strip().splitlines()[0][:80]}"


def settle(terminal):
    while terminal.look(0.4):
        # The clock goes on; the rest is done.
        if terminal.bytes.endswith(b"\x1b[?2026l") and not terminal.look(0.2):
            return


def picture(terminal):
    return re.sub(r"\d", "0", terminal.text())


def poor(scene, environment):
    with Terminal(scene, environment=environment) as terminal:
        terminal.look(1)
        if terminal.child.poll() is None:
            terminal.send("x")
            terminal.look(0.3)
            terminal.leaves()
            holds(b"panicked" not in terminal.bytes and terminal.is_restored(), f"{environment}: {terminal.text()}")
            return "drawn"
        holds(terminal.child.returncode > 0 and b"panicked" not in terminal.bytes, f"{environment}: {terminal.text()}")
        return "refused"
