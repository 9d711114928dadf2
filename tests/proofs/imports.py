"""What is made to hurt whoever imports it: refused in two seconds and 64 MiB, and nothing is written."""
import gzip
import os

from scene import Scene, holds, measured

SECONDS, MEBIBYTES = 2, 64
MILLION = 10**6


def prove(program):
    slowest, largest, names, over = (0, ""), (0, ""), [], []
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        scene.succeeds("log", "the first event")
        before = scene.files()
        for name, path, arguments in hostile(scene):
            status, err, took, peak = measured(scene, "import", *arguments, path)
            said = f"{name}: exit {status}, {took:.1f} s, {peak:.0f} MiB: {err.strip()[:160]}"
            if status in (0, 101) or status < 0 or not err.strip() or took > SECONDS or peak > MEBIBYTES:
                over.append(said)
            holds(scene.files() == before, f"{name}: something was written")
            slowest, largest = max(slowest, (took, name)), max(largest, (peak, name))
            names.append(name)
        scene.succeeds("log", "the next event")
        holds(scene.read()[0] == ["the first event", "the next event"], "the journal has changed")
    holds(not over, f"{len(over)} of {len(names)}: " + "; ".join(over))
    return f"{len(names)} refused; the slowest {slowest[0]:.2f} s ({slowest[1]}), the largest {largest[0]:.0f} MiB ({largest[1]})"


def hostile(scene):
    """Names, paths, and what else is said."""

    def file(name, data, *arguments):
        path = os.path.join(scene.home, name)
        with open(path, "wb") as out:
            for piece in data if isinstance(data, list) else [data]:
                out.write(piece)
        return path, arguments

    def link(name, to):
        path = os.path.join(scene.home, name)
        os.symlink(to, path)
        return path, ()

    shown = scene.succeeds("show", "--format", "json").encode()
    fifo = os.path.join(scene.home, "fifo.md")
    os.mkfifo(fifo)
    loop = os.path.join(scene.home, "loop")
    os.symlink("loop", loop)
    gigabyte = [b"a" * (1 << 20)] * 1024
    cases = {
        "brackets": file("brackets.json", b"[" * MILLION),
        "objects": file("objects.json", b'{"events":' * MILLION),
        "brackets said to be a channel": file("slack.json", b"[" * MILLION, "--from", "slack"),
        "brackets as alarms": file("alarms.json", b'{"alerts":' + b"[" * MILLION, "--from", "alertmanager"),
        "brackets in a journal": file("journal.jsonl", b'{"v":1,"n":0,' + b'"do":{' * MILLION, "--from", "journal"),
        "a line of 1 GiB": file("line.md", gigabyte),
        "a text of 1 GiB in JSON": file("text.json", [b'{"title":"', *gigabyte]),
        "a journal's line of 1 GiB": file("line.jsonl", [b'{"v":1,"n":0,"id":"', *gigabyte], "--from", "journal"),
        "keys that are there twice": file("twice.json", shown.replace(b'"title":', b'"title":"other","title":', 1)),
        "1e400": file("number.json", shown.replace(b'"severity": null', b'"severity": 1e400')),
        "half of a document": file("half.json", shown[: len(shown) // 2]),
        "a gzip bomb": file("bomb.json", gzip.compress(b"[" * (64 << 20), 9)),
        "/dev/zero": ("/dev/zero", ()),
        "/dev/urandom": ("/dev/urandom", ()),
        "/dev/full": ("/dev/full", ()),
        "a FIFO that nobody writes": (fifo, ()),
        "a link to /dev/zero": link("zero.md", "/dev/zero"),
        "a link to itself": (loop, ()),
        "a link to nothing": link("nothing.md", "nowhere"),
        "NUL bytes": file("nul.md", b"\0" * MILLION),
        "a folder of links to /": (os.path.dirname(link_in(scene)), ()),
    }
    for name, (path, arguments) in cases.items():
        yield name, path, arguments


def link_in(scene):
    folder = os.path.join(scene.home, "folder")
    os.mkdir(folder)
    path = os.path.join(folder, "2024-06-07.json")
    os.symlink("/", path)
    return path
