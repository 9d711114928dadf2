"""The slow proofs of what decklog promises, against a built program: see tests/PROOFS.md.

    python3 tests/proofs BINARY [PROOF...]     all of them, or those that are named

Prints a line of figures for each. Exit 1 where a promise is broken; what can't be tried on this
machine is said, and breaks nothing.
"""
import importlib
import os
import sys
import time

# What is read here leaves nothing beside it.
sys.dont_write_bytecode = True
from scene import Broken, NotHere  # noqa: E402

PROOFS = ["kills", "cuts", "full", "locks", "moved", "slow_sync", "signals", "half_typed", "walk", "pastes"]
PROOFS += ["imports", "huge", "load"]


def main():
    wanted = sys.argv[2:] or PROOFS
    if len(sys.argv) < 2 or not set(wanted) <= set(PROOFS):
        sys.exit(f"{__doc__}\nProofs: {', '.join(PROOFS)}")
    program = os.path.abspath(sys.argv[1])
    broken = 0
    for name in wanted:
        since = time.monotonic()
        try:
            verdict, figures = "holds", importlib.import_module(name).prove(program)
        except NotHere as reason:
            verdict, figures = "not tried", str(reason)
        except Broken as fault:
            verdict, figures, broken = "BROKEN", str(fault), broken + 1
        print(f"{name:<11}{verdict:<10}{time.monotonic() - since:6.1f} s  {figures}", flush=True)
    sys.exit(broken > 0)


if __name__ == "__main__":
    main()
