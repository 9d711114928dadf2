"""A disk that is full, with and without another program that takes what is freed; a limit on the size
of files; no inodes; a place that is read-only."""
import os
import resource
import shutil
import subprocess

from scene import NOT_SAVED, NotHere, Scene, holds, mounted

ADDS = 400


def prove(program):
    said = []
    for what, proof in (
        ("full", lambda: tmpfs(program, hog=False)),
        ("full with a hog", lambda: tmpfs(program, hog=True)),
        ("no inodes", lambda: inodes(program)),
        ("RLIMIT_FSIZE", lambda: limited(program)),
        ("read-only mount", lambda: read_only(program)),
        ("another user's directory", lambda: not_ours(program)),
    ):
        try:
            said.append(f"{what}: {proof()}")
        except NotHere as reason:
            said.append(f"{what} not tried ({reason})")
    return "; ".join(said)


def add(scene, text, **more):
    """Whether it was acknowledged. If not, it is said and the text is given back."""
    status, out, err = scene.run("log", text, **more)
    holds(status in (0, NOT_SAVED), f"log {text!r}: exit {status} {err.strip()[:200]}")
    if status == NOT_SAVED:
        holds(text in err and "not saved" in err.lower(), f"the text is not given back: {err.strip()[:300]}")
    return status == 0


def all_there(scene, acknowledged, what):
    texts, faults = scene.read()
    holds(not faults, f"{what}: {faults}")
    lost = [text for text in acknowledged if text not in texts]
    holds(not lost, f"{what}: {len(lost)} acknowledged and lost, the first {lost[:1]}")
    holds(len(set(texts)) == len(texts), f"{what}: an event is there twice")


def can_be_read(scene, acknowledged, what):
    for arguments in (["show"], ["list"], ["export", "-f", "json"]):
        out = scene.succeeds(*arguments)
        holds(arguments[0] == "list" or acknowledged[-1] in out, f"{what}: {arguments[0]} does not show it all")


def fill(place):
    """Takes every byte that is free."""
    for size in (1 << 16, 1 << 12, 1):
        with open(os.path.join(place, f"hog-{size}"), "ab", buffering=0) as file:
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                pass


def tmpfs(program, hog):
    with mounted("-t", "tmpfs", "-o", "size=256k,mode=700", "none") as place, Scene(program, f"{place}/data") as scene:
        scene.succeeds("start", "Checkout is down")
        acknowledged, refused = [], 0
        ballast = os.path.join(place, "ballast")
        with open(ballast, "wb") as file:
            file.write(b"x" * 32768)
        for n in range(ADDS):
            text = f"event number {n}, " + "slow " * 60
            text = text.strip()
            if add(scene, text):
                acknowledged.append(text)
            else:
                refused += 1
            if hog and n >= ADDS // 2:
                fill(place)
        holds(refused > 20, "the disk was never full")
        fill(place)
        all_there(scene, acknowledged, "full")
        can_be_read(scene, acknowledged, "full")
        for name in os.listdir(place):
            if name.startswith(("hog", "ballast")):
                os.remove(os.path.join(place, name))
        holds(add(scene, "there is room again"), "the first event after space was freed is refused")
        acknowledged.append("there is room again")
        all_there(scene, acknowledged, "room again")
        return f"{len(acknowledged)} saved, {refused} refused, 0 lost"


def inodes(program):
    with mounted("-t", "tmpfs", "-o", "size=4m,nr_inodes=12,mode=700", "none") as place:
        with Scene(program, f"{place}/data") as scene:
            scene.succeeds("start", "Checkout is down")
            holds(add(scene, "the first event"), "refused with inodes to spare")
            made = 0
            try:
                while open(os.path.join(place, f"hog-{made}"), "w").close() is None:
                    made += 1
            except OSError:
                pass
            acknowledged = ["the first event"]
            acknowledged += [text for text in (f"event {n} without inodes" for n in range(20)) if add(scene, text)]
            holds(len(acknowledged) == 21, "a journal that is there needs no inode")
            status, _, err = scene.run("start", "Another one")
            holds(status == NOT_SAVED and "not saved" in err.lower(), f"start without inodes: exit {status} {err}")
            all_there(scene, acknowledged, "no inodes")
            can_be_read(scene, acknowledged, "no inodes")
            for n in range(made):
                os.remove(os.path.join(place, f"hog-{n}"))
            scene.succeeds("start", "Another one")
    return "events go on, a new incident is refused"


def limited(program):
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        acknowledged = [text for text in (f"event {n}" for n in range(20)) if add(scene, text)]
        size = os.path.getsize(scene.journals()[0])
        refused = 0
        for more in range(0, 800, 8):
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, size + more))
            text = f"event under a limit, {more} more"
            if add(scene, text, preexec_fn=limit):
                acknowledged.append(text)
                size = os.path.getsize(scene.journals()[0])
            else:
                refused += 1
                size = max(size, os.path.getsize(scene.journals()[0]))
                holds(add(scene, f"going on, {more}"), "the next event is refused")
                acknowledged.append(f"going on, {more}")
                size = os.path.getsize(scene.journals()[0])
        holds(refused > 20, "the limit was never met")
        all_there(scene, acknowledged, "RLIMIT_FSIZE")
        holds(scene.run("verify")[0] == 0, "what was cut off is called damage")
        return f"{refused} refused, 0 lost"


def read_only(program):
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        holds(add(scene, "the first event"), "refused")
        with mounted("--bind", scene.data) as place:
            made = subprocess.run(["mount", "-o", "remount,ro,bind", place], capture_output=True, text=True)
            if made.returncode != 0:
                raise NotHere(made.stderr.strip())
            with Scene(program, place) as reader:
                holds(not add(reader, "on a read-only disk"), "saved on a read-only disk?")
                can_be_read(reader, ["the first event"], "read-only")
                holds(reader.run("verify")[0] == 0, "verify does not read")
        all_there(scene, ["the first event"], "read-only")
    return "refused, and read"


def not_ours(program):
    if not shutil.which("setpriv") or os.geteuid() != 0:
        raise NotHere("needs root and setpriv")
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        holds(add(scene, "the first event"), "refused")
        os.chmod(scene.home, 0o755)
        os.makedirs(os.path.join(scene.home, "tmp"), exist_ok=True)
        if subprocess.run([*other, program, "--version"], capture_output=True).returncode != 0:
            copy = os.path.join(scene.home, "decklog")
            shutil.copy(program, copy)
            scene.program = copy
        before = scene.files()
        status, _, err = scene.run("log", "in another's directory", under=other)
        holds(status == NOT_SAVED and "in another's directory" in err, f"exit {status}: {err.strip()[:200]}")
        holds(scene.files() == before, "something was changed")
    return "refused"
