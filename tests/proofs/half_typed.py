"""Killed with a half-typed line, at any moment: what is lost is at most what was typed last."""
import glob
import json
import os
import signal
import time

from scene import Scene, dice, holds
from terminal import Terminal

MOMENTS = 100
LOST_AT_MOST = 0.5
WORDS = "checkout is slow for everybody in lagos and nobody knows why it is so yet "


def prove(program):
    chance = dice("half_typed")
    worst, lost = 0, 0
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        for moment in range(MOMENTS):
            what = f"moment {moment} (DECKLOG_SEED={chance.seed_named})"
            with Terminal(scene) as terminal:
                terminal.wait_for(" saved ")
                typed, pace, until = [], chance.uniform(0.005, 0.15), time.monotonic() + chance.uniform(0.05, 2.5)
                while time.monotonic() < until and len(typed) < 200:
                    terminal.send(WORDS[len(typed) % len(WORDS)])
                    typed.append(time.monotonic())
                    terminal.look(0)
                    time.sleep(pace * chance.uniform(0.2, 1.8))
                if chance.random() < 0.3:
                    time.sleep(chance.uniform(0, 0.8))
                at = time.monotonic()
                terminal.signal(signal.SIGKILL)
                terminal.wait_for_end()
            kept = lines_kept(scene)
            whole = "".join(WORDS[n % len(WORDS)] for n in range(len(typed)))
            line = max((line for line in kept if whole.startswith(line)), key=len, default="")
            missing = typed[len(line) :]
            if missing:
                worst, lost = max(worst, at - missing[0]), lost + 1
                holds(at - missing[0] <= LOST_AT_MOST, f"{what}: {at - missing[0]:.3f} s of typing are lost")
            if line:
                with Terminal(scene) as again:
                    again.wait_for("half-typed line is back")
                    # A long line is shown by its end.
                    holds(line[-20:].rstrip() in again.text(), f"{what}: {line!r} is kept and not offered")
                    again.leaves()
            for file in glob.glob(os.path.join(scene.data, "drafts", "*")):
                os.remove(file)
        texts, faults = scene.read()
        holds(not texts and not faults, f"something was stored: {texts} {faults}")
    return f"{MOMENTS} kills: the line offered again after each; {lost} lost their last letters, at most {worst * 1000:.0f} ms of them"


def lines_kept(scene):
    for file in glob.glob(os.path.join(scene.data, "drafts", "*.json")):
        with open(file) as draft:
            text = draft.read()
        yield from texts_in(json.loads(text)) if text.strip() else ()


def texts_in(value):
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
