"""Signals and closed terminals, with a half-typed line, at any moment and on any screen: the terminal is as
it was, and the line is offered again."""
import glob
import os
import signal
import time

from half_typed import lines_kept
from scene import Scene, dice, holds
from terminal import Terminal

MOMENTS = 50
ENDS = {"SIGHUP": signal.SIGHUP, "SIGTERM": signal.SIGTERM, "SIGINT": signal.SIGINT, "SIGQUIT": signal.SIGQUIT}
# Help, the palette, review, the list of incidents, a search: keys that open something, or nothing.
SCREENS = ["", "", "\x18?", "\x18p", "\x18r", "\x18i", "\x13", "\x18m", "\x1b[A", "\x18s"]
LINE = "checkout is slow for everybody in lagos"


def prove(program):
    chance = dice("signals")
    said, offered = [], 0
    for name, number in [*ENDS.items(), ("closed terminal", None)]:
        with Scene(program) as scene:
            scene.succeeds("start", "Checkout is down")
            scene.succeeds("log", "the first event")
            for moment in range(MOMENTS):
                what = f"{name}, moment {moment} (DECKLOG_SEED={chance.seed_named})"
                text = LINE[: chance.randrange(4, len(LINE))].rstrip()
                with Terminal(scene) as terminal:
                    terminal.wait_for("the first event")
                    terminal.send(text)
                    terminal.wait_for("› " + text)
                    terminal.send(chance.choice(SCREENS))
                    time.sleep(chance.choice([0, 0, chance.uniform(0, 0.4)]))
                    if number:
                        terminal.signal(number)
                    else:
                        terminal.hang_up()
                    status = terminal.wait_for_end(10) if number else terminal.child.wait(10)
                    holds(not number or terminal.is_restored(), f"{what}: the terminal is not as it was: {terminal.modes}")
                    holds(status != 101, f"{what}: a panic")
                holds(text in lines_kept(scene), f"{what}: {text!r} is not kept: {list(lines_kept(scene))}")
                if moment % 5 == 0:
                    with Terminal(scene) as again:
                        again.wait_for("half-typed line")
                        # Where there are two, the one that was changed last is set aside as well.
                        for _ in range(2):
                            if "› " + text in again.text():
                                break
                            again.send("\x18a")
                            again.look(0.5)
                        again.wait_for("› " + text, 5)
                        again.leaves()
                    offered += 1
                for file in glob.glob(os.path.join(scene.data, "drafts", "*")):
                    os.remove(file)
            holds(scene.read() == (["the first event"], []), f"{name}: the journal has changed: {scene.read()}")
            said.append(f"{name} {MOMENTS}")
    return f"{', '.join(said)}: the terminal restored and the line kept each time, offered again in {offered} of {offered} starts"
