"""The power fails while four writers write: ext4 and xfs on a loop device, shut down at any moment without their
log being flushed, mounted again and read. DECKLOG_CUTS says how often, 30 times each if it does not.

What the file system had not handed to the device is lost, as with the power. The device itself loses
nothing that it was given: a disk that lies about its cache is not tried here.
"""
import fcntl
import os
import shutil
import struct
import subprocess
import threading
import time

from scene import NotHere, Scene, dice, holds, mounted, needs, needs_root

WRITERS = 4
# How each file system is made, and the least it is made in.
MADE = {"ext4": (["mkfs.ext4", "-q", "-F"], 48), "xfs": (["mkfs.xfs", "-q", "-f"], 320)}
# Of so many cuts in a row, the first ones meet the very first journal, in directories that are as new.
ROUND, FIRST = 20, 6
SHUTDOWN, WITHOUT_FLUSHING = 0x8004587D, 2


def prove(program):
    needs("mkfs.ext4")
    needs_root("a loop device")
    cuts = int(os.environ.get("DECKLOG_CUTS", "30"))
    there = [name for name, (make, _) in MADE.items() if shutil.which(make[0])]
    said = [cut_on(name, program, cuts) for name in there]
    said += [f"{name} not tried: there is no {MADE[name][0][0]}" for name in MADE if name not in there]
    return "; ".join(said)


def cut_on(system, program, cuts):
    make, mib = MADE[system]
    chance = dice(f"cuts on {system}")
    checked = saved = 0
    with Scene(program) as beside:
        image = os.path.join(beside.home, "disk.img")
        for cut in range(cuts):
            is_first = cut % ROUND < FIRST
            if is_first:
                with open(image, "wb") as file:
                    file.truncate(mib << 20)
                subprocess.run([*make, image], check=True)
                acknowledged = {writer: [] for writer in range(WRITERS)}
            what = f"cut {cut} on {system} (DECKLOG_SEED={chance.seed_named})"
            with mounted("-o", "loop", image) as place:
                with Scene(program, f"{place}/data") as scene:
                    # Whoever is first starts the incident.
                    delay = chance.uniform(0.005, 0.4) if is_first else chance.uniform(0.1, 1.5)
                    write_until_cut(scene, place, cut, acknowledged, delay)
            with mounted("-o", "loop", image) as place:
                with Scene(program, f"{place}/data") as scene:
                    texts = check(scene, acknowledged, what)
                    checked += sum(map(len, acknowledged.values()))
                    scene.succeeds("log", f"writer 0, the power is back after cut {cut}")
                    acknowledged[0].append(f"writer 0, the power is back after cut {cut}")
                    # Unacknowledged and there all the same: from now on it stays.
                    saved += len(texts)
    total = f"{checked} acknowledged events looked for"
    return f"{cuts} cuts on {system}, {WRITERS} writers: {total}, 0 lost, 0 twice, all in order ({saved} read)"


def write_until_cut(scene, place, cut, acknowledged, delay):
    dark, over = threading.Event(), threading.Event()

    def write(writer):
        n = 0
        while not over.is_set():
            text = f"writer {writer}, cut {cut}, number {n}"
            status, *_ = scene.run("log", "-q", text)
            # What a kernel says after its power went is heard by nobody.
            if status == 0 and not dark.is_set():
                acknowledged[writer].append(text)
            n += 1

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(delay)
    folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    dark.set()
    try:
        fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
    except OSError as error:
        raise NotHere(f"this file system can't be shut down: {error}") from error
    finally:
        os.close(folder)
        # Nothing can be saved any more: who says so now is found out below.
        time.sleep(0.05)
        over.set()
        for writer in writers:
            writer.join()


def check(scene, acknowledged, what):
    if not os.path.isdir(os.path.join(scene.data, "incidents")):
        holds(not any(acknowledged.values()), f"{what}: nothing is there, and events were acknowledged")
        return []
    texts, faults = scene.read()
    holds(not faults, f"{what}: {faults[:3]}")
    holds(len(set(texts)) == len(texts), f"{what}: an event is there twice")
    for writer, said in acknowledged.items():
        rest = iter(texts)
        lost = [text for text in said if text not in rest]
        holds(not lost, f"{what}: {len(lost)} of {len(said)} acknowledged by writer {writer} are lost, or out of order: {lost[:2]}")
    return texts
