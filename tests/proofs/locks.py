"""Locks that are missing, and locks that lie: eight writers at once."""
import threading

from scene import NOT_SAVED, Scene, holds, needs

WRITERS, EACH = 8, 10
OLD = [f"old event {n}" for n in range(20)]


def prove(program):
    needs("strace")
    said = [
        f"ENOLCK {race(program, 'error=ENOLCK')}",
        f"ENOTSUP {race(program, 'error=EOPNOTSUPP')}",
        f"granted to all {race(program, 'retval=0', lies=True)}",
    ]
    return "; ".join(said)


def race(program, inject, lies=False):
    with Scene(program) as scene:
        scene.succeeds("start", "Checkout is down")
        for text in OLD:
            scene.succeeds("log", text)
        with open(scene.journals()[0], "rb") as file:
            before = file.read()
        answers, under = [], ["strace", "-f", "-o", "/dev/null", "-e", "trace=flock", "-e", f"inject=flock:{inject}"]

        def write(writer):
            for n in range(EACH):
                text = f"writer {writer}, number {n}"
                answers.append((text, *scene.run("log", text, under=under)))

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        acknowledged = [text for text, status, *_ in answers if status == 0]
        for text, status, _, err in answers:
            holds(status in (0, NOT_SAVED), f"{inject}: exit {status}: {err.strip()[:200]}")
            holds(status == 0 or (text in err and "lock" in err), f"{inject}: no reason, or no text: {err.strip()[:200]}")
        with open(scene.journals()[0], "rb") as file:
            holds(file.read().startswith(before), f"{inject}: bytes that were there are changed")
        texts, faults = scene.read()
        holds([text for text in texts if text in OLD] == OLD, f"{inject}: old events are lost")
        lost = [text for text in acknowledged if text not in texts]
        holds(not lost, f"{inject}: {len(lost)} of {len(acknowledged)} acknowledged and lost")
        holds(bool(faults) == (scene.run("verify")[0] != 0), f"{inject}: damage is not reported: {faults[:2]}")
        holds(not faults or lies, f"{inject}: {faults[:2]}")
        scene.succeeds("log", "with locks again")
        holds("with locks again" in scene.read()[0], f"{inject}: the next event is not there")
        return f"{len(acknowledged)} saved, {len(answers) - len(acknowledged)} refused, 0 lost, {len(faults)} reported"
