"""A journal that is moved, deleted, replaced or cut short while the recorder has it open."""
import os
import re
import shutil

from scene import Broken, Scene, holds
from terminal import Terminal

GONE = "of this screen"


def moved(path):
    os.rename(path, path + ".away")


def deleted(path):
    os.remove(path)


def replaced(path):
    os.replace(path + ".old", path)


def written_over(path):
    shutil.copyfile(path + ".old", path)


def cut_short(path):
    os.truncate(path, 0)


def folder_moved(path):
    folder = os.path.dirname(path)
    os.rename(folder, folder + ".away")


def prove(program):
    said, notices = [], set()
    for change in (moved, deleted, replaced, written_over, cut_short, folder_moved):
        what = change.__name__.replace("_", " ")
        with Scene(program) as scene:
            scene.succeeds("start", "Checkout is down")
            with Terminal(scene) as terminal:
                terminal.wait_for(" saved ")
                store(terminal, "the first event")
                path = scene.journals()[0]
                shutil.copyfile(path, path + ".old")
                store(terminal, "the second event")
                # It looks around every 0.4 s; what happens to a file in less is known at the next start.
                terminal.look(0.6)
                terminal.look(0.6)
                change(path)
                store(terminal, "the third event")
                there, _ = scene.read()
                holds("the third event" in there, f"{what}: saved, it said, and it is not there: {there}")
                # Within the time in which it looks around it says what became of the others.
                try:
                    terminal.wait_for(GONE, 5)
                except Broken as fault:
                    raise Broken(f"{what}: it does not say that events are gone: {fault}") from fault
                notice = next(row for row in terminal.text().split("\n") if GONE in row).strip("─ ")
                notices.add(re.sub(r"\S+\.jsonl", "FILE", notice))
                # The notice stands where it would say that this is saved.
                terminal.send("the fourth event\r")
                terminal.wait_for(lambda: "the fourth event" in scene.read()[0], 5)
                terminal.leaves()
            there, _ = scene.read()
            holds(there[-2:] == ["the third event", "the fourth event"], f"{what}: {there}")
            said.append(what)
    return f"{', '.join(said)}: 0 events written into nothing and called saved; noticed each time ({'; '.join(notices)})"


def store(terminal, text):
    """As a person does who waits for the word."""
    terminal.send(text + "\r")
    is_marked = lambda: any(text in row and "not saved" in row for row in terminal.text().split("\n"))
    is_there = lambda: any(text in row and "›" not in row for row in terminal.text().split("\n"))
    is_said = lambda: " saved ─" in terminal.text() or GONE in terminal.text()
    terminal.wait_for(lambda: is_there() and not is_marked() and is_said())
