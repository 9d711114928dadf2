"""Killed at the entry of every call that changes something: of start, log, attach and export."""
import collections
import os
import re
import shutil

from scene import Scene, holds, needs

CALLS = "write,pwrite64,writev,openat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink"
CALLS += ",fsync,fdatasync,ftruncate,fallocate,fchmod,fchmodat,chmod,flock,copy_file_range,sendfile"
OLD = [f"old event {n}" for n in range(20)]


def prove(program):
    needs("strace")
    points = collections.Counter()
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        for text in OLD:
            scene.succeeds("log", text)
        graph = os.path.join(scene.home, "graph.txt")
        with open(graph, "w") as file:
            file.write("the graph of latency\n" * 1000)
        document = os.path.join(scene.home, "postmortem.md")
        scene.succeeds("export", "-o", document)
        kept = os.path.join(scene.home, "kept")
        shutil.copytree(scene.data, kept)
        shutil.copy(document, document + ".kept")
        commands = {
            "create": (["start", "Another one"], True),
            "log": (["log", "d: said while it was killed"], False),
            "attach": (["attach", graph], False),
            "export": (["export", "-o", document], False),
        }
        for name, (arguments, makes_new) in commands.items():
            for call, times in sorted(calls_of(scene, arguments).items()):
                for n in range(1, times + 1):
                    restore(scene, kept, document)
                    one_kill(scene, arguments, call, n, document, makes_new)
                    points[name] += 1
        restore(scene, kept, document)
        shutil.rmtree(scene.data)
        for call, times in sorted(calls_of(scene, ["log", "the very first"]).items()):
            for n in range(1, times + 1):
                shutil.rmtree(scene.data, ignore_errors=True)
                killed(scene, ["log", "the very first"], call, n)
                scene.succeeds("log", "the next")
                texts, faults = scene.read()
                holds(texts[-1:] == ["the next"] and texts[:-1] in ([], ["the very first"]), f"first, {call} {n}: {texts}")
                holds(not faults, f"first, {call} {n}: {faults}")
                points["first log"] += 1
    each = ", ".join(f"{name} {count}" for name, count in points.items())
    return f"{sum(points.values())} kills ({each}): 0 old events lost, the next command worked after each"


def restore(scene, kept, document):
    shutil.rmtree(scene.data, ignore_errors=True)
    shutil.copytree(kept, scene.data)
    shutil.copy(document + ".kept", document)


def calls_of(scene, arguments):
    """How often a run makes each call, at most in one thread."""
    trace = os.path.join(scene.home, "trace")
    if os.path.isdir(scene.data):
        shutil.copytree(scene.data, scene.data + ".saved")
    scene.succeeds(*arguments, under=["strace", "-f", "-o", trace, "-e", f"trace={CALLS}"])
    shutil.rmtree(scene.data)
    if os.path.isdir(scene.data + ".saved"):
        os.rename(scene.data + ".saved", scene.data)
    made = collections.Counter()
    with open(trace, errors="replace") as file:
        for line in file:
            if said := re.match(r"(\d+) +(\w+)\(", line):
                made[said.groups()] += 1
    most = collections.Counter()
    for (_, call), times in made.items():
        most[call] = max(most[call], times)
    holds(most["write"], f"{arguments[0]}: not a call was seen")
    return most


def killed(scene, arguments, call, n):
    under = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}"]
    return scene.run(*arguments, under=under)[0]


def one_kill(scene, arguments, call, n, document, makes_new):
    what = f"{arguments[0]} killed at {call} {n}"
    acknowledged = killed(scene, arguments, call, n) == 0
    texts, faults = scene.read()
    holds([text for text in texts if text in OLD] == OLD, f"{what}: old events are lost: {texts}")
    holds(len(texts) <= len(OLD) + 1 and not faults, f"{what}: {texts[len(OLD):]} {faults}")
    with open(document) as file, open(document + ".kept") as old:
        holds(file.read() == old.read(), f"{what}: the document is not whole")
    if arguments[0] == "log" and acknowledged:
        holds(len(texts) == len(OLD) + 1, f"{what}: acknowledged, and not there")
    # What was interrupted is done again, and a plain line is written.
    scene.succeeds(*arguments)
    scene.succeeds("log", "another one")
    texts, faults = scene.read()
    holds("another one" in texts and not faults, f"{what}: the next event is not there: {faults}")
    status, out, _ = scene.run("verify")
    holds(status == 0, f"{what}: verify says {out}")
    if not makes_new:
        holds(scene.run("show")[1].count("old event ") == len(OLD), f"{what}: not all is shown")
