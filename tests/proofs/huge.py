"""A million events, and one of 16 MiB."""
import os
import time

from scene import BAD, NOT_SAVED, Scene, holds, measured

EVENTS = 10**6
PAIRS = 100
LONG = 16 << 20


def prove(program):
    with Scene(program) as huge, Scene(program) as empty:
        for scene in (huge, empty):
            scene.succeeds("start", "Checkout is down")
            scene.succeeds("log", "the first event")
        path = os.path.join(huge.home, "events")
        with open(path, "w") as file:
            file.writelines(f"event number {n} of a very long night\n" for n in range(EVENTS))
        since = time.monotonic()
        with open(path) as file:
            huge.succeeds("log", "-q", "--stdin", stdin=file)
        filled = time.monotonic() - since
        size = os.path.getsize(huge.journals()[0]) >> 20
        times, peaks = {huge: [], empty: []}, {huge: [], empty: []}
        for n in range(PAIRS):
            for scene in (huge, empty) if n % 2 else (empty, huge):
                status, err, _, peak = measured(scene, "log", "-q", f"one more, {n}")
                since = time.monotonic()
                scene.succeeds("log", "-q", f"and one more, {n}")
                times[scene].append(time.monotonic() - since)
                holds(status == 0, err)
                peaks[scene].append(peak)
        middle = lambda values: sorted(values)[len(values) // 2]
        ratio, least = middle(times[huge]) / middle(times[empty]), min(times[huge]) / min(times[empty])
        memory = max(peaks[huge]) / max(peaks[empty])
        said = f"{EVENTS} events, {size} MiB, written in {filled:.1f} s; add takes {ratio:.2f} of one to an empty journal"
        said += f" (the fastest {least:.2f}), {memory:.2f} of its memory"
        # Both above: one of them alone is the machine's doing.
        holds(min(ratio, least) <= 1.1 and memory <= 1.1, said)
        for name, arguments in (("show", ["show", "--format", "json"]), ("verify", ["verify"]), ("status", ["status"])):
            status, err, took, peak = measured(huge, *arguments, within=120)
            holds(status == 0, f"{said}; {name}: exit {status} {err[:200]}")
            said += f"; {name} {took:.1f} s, {peak:.0f} MiB"
        return f"{said}; {long_entry(empty)}"


def long_entry(scene):
    before = len(scene.read()[0])
    text = "x" * LONG
    path = os.path.join(scene.home, "long")
    with open(path, "w") as file:
        file.write(text)
    with open(path) as file:
        status, _, err = scene.run("log", stdin=file)
    texts, faults = scene.read()
    holds(not faults and scene.run("verify")[0] == 0, f"16 MiB: {faults}")
    if status == 0:
        holds(len(texts) == before + 1, "16 MiB: acknowledged, and not there")
        kept = sum(size_below(os.path.join(incident, "evidence")) for incident in scene.incidents())
        holds(kept + len(texts[-1]) >= LONG, "16 MiB: not all of it is kept")
        longest = max(len(line) for line in open(scene.journals()[0], "rb"))
        holds(longest <= 1 << 16, f"a line of {longest} bytes")
        return f"16 MiB of text kept as evidence, the line has {longest} bytes"
    holds(status in (BAD, 2, NOT_SAVED) and err.strip() and len(texts) == before, f"16 MiB: exit {status} {err[:200]}")
    scene.succeeds("log", "after the long one")
    return f"16 MiB of text refused: {err.strip().splitlines()[0][:80]}"


def size_below(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)
