#!/usr/bin/env python3
"""A second reader of decklog's journals, written from src/journal/format.md and nothing else.

    journal.py INCIDENT | JOURNAL      an incident's directory, or one file of a journal
    journal.py -                       directories from standard input, one a line

Prints JSON, one object a line: every readable record in the order of the files, then every fault in
the order of the places. A place is a file, a line from 1, and the bytes from and to. With `-`, a line
{"end": DIRECTORY} follows each. Exit 1 where something that was recorded is lost or was changed.
"""
import hashlib
import json
import os
import re
import sys

LINE = re.compile(rb'(\{"v":.*?),"sum":"([0-9a-f]{32})","do":(.*)\}', re.S)
REDACTED = re.compile(rb'\{"redacted":"([0-9a-f]{64})"\}')
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
WRITER = re.compile(r"[a-z0-9-]{1,64}")
# What may be missing of a JSON text that breaks off, but for the brackets that are open.
ENDS = ["", "0", ":0", '"":0', "rue", "ue", "e", "alse", "lse", "se", "ull", "ll", "l"]
ENDS += [escape + end for escape in ("", "n", "0", "00", "000", "0000") for end in ('"', '":0')]
HARMLESS = {"torn", "unfinished", "unread", "stray"}


def half(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()[:32]


def is_number(value):
    return type(value) is int and 0 <= value < 1 << 64


def line_of(data):
    """What a line says, if these bytes are one whose sum holds."""
    parts = LINE.fullmatch(data)
    if not parts:
        return None
    head, stated, payload = parts.groups()
    redacted = REDACTED.fullmatch(payload)
    digest = bytes.fromhex(redacted[1].decode()) if redacted else hashlib.sha256(payload).digest()
    if half(head, digest) != stated.decode():
        return None
    try:
        line = json.loads(data.decode())
    except (ValueError, RecursionError):
        return None
    if not (is_number(line["v"]) and is_number(line["n"]) and isinstance(line["prev"], str)):
        return None
    line["payload"], line["is_redacted"] = digest.hex(), bool(redacted)
    return line


def is_unread(line):
    """Whether the head of a line whose sum holds says what can't be read."""
    known = (line.get("at"), STAMP), (line.get("group"), ULID)
    is_known = isinstance(line.get("order"), list) and all(isinstance(it, str) and of.fullmatch(it) for it, of in known)
    return not ULID.fullmatch(line["id"]) or (line["v"] == 1 and not is_known)


def kind_of(line):
    """The one key beside `by` and `salt`; none in a line of another version."""
    if line["is_redacted"]:
        return "redacted"
    kinds = [key for key in line["do"] if key not in ("by", "salt")]
    return kinds[0] if len(kinds) == 1 and line["v"] == 1 else None


def breaks_off(data):
    """Whether bytes are the beginning of a line and no more."""
    start = b'{"v":'
    if data.endswith(b"}}") or not (data.startswith(start) or start.startswith(data)):
        return False
    text, closing, in_text, escaped = data.decode("latin-1"), [], False, False
    for sign in text:
        if escaped:
            escaped = False
        elif in_text:
            escaped, in_text = sign == "\\", sign != '"'
        elif sign == '"':
            in_text = True
        elif sign in "{[":
            closing.append("}" if sign == "{" else "]")
        elif sign in "}]" and (not closing or closing.pop() != sign):
            return False
    return bool(closing) and any(is_json(text + end + "".join(reversed(closing))) for end in ENDS)


def is_json(text):
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def made_out(piece, at):
    """What stands between two newlines: places, and the line or none."""
    whole = line_of(piece)
    if whole:
        yield (at, at + len(piece)), whole
        return
    text, done, look = piece.decode("latin-1"), 0, 0
    while (start := piece.find(b'{"v":', look)) >= 0:
        look, line = start + 1, None
        try:
            end = json.JSONDecoder().raw_decode(text, start)[1]
            line = line_of(piece[start:end])
        except (ValueError, RecursionError):
            pass
        if line:
            if done < start:
                yield (at + done, at + start), None
            yield (at + start, at + end), line
            done = look = end
    if done < len(piece):
        yield (at + done, at + len(piece)), None


def read(path, own):
    """The records of one file, its faults, and who began it."""
    with open(path, "rb") as file:
        data = file.read()
    records, faults, bad, last, begun_by = [], [], [], None, None
    file = os.path.basename(path)

    def fault(what, line, at, **more):
        faults.append({"fault": what, "file": file, "line": line, "at": list(at), **more})

    pieces, at = data.split(b"\n"), 0
    for number, piece in enumerate(pieces, 1):
        for place, line in made_out(piece, at) if piece else ():
            if not line and number == len(pieces) and place[1] == len(data):
                settle(bad, data, fault)
                fault("unfinished", number, place)
            elif not line:
                bad.append((number, place))
            else:
                begin = line["do"].get("begin") if kind_of(line) == "begin" else None
                if not records:
                    begun_by = begin and begin["writer"]
                expected = last["n"] + 1 if last else 0
                if last:
                    joined = line["prev"] == last["sum"]
                elif begin:
                    start = half(begin["incident"].encode(), b"\0", own.encode())
                    joined = line["n"] == 0 and begin["writer"] == own and line["prev"] == start
                else:
                    joined = line["n"] == 0 and line["v"] > 1
                follows = joined and line["n"] == expected
                for where, bytes_ in bad:
                    fault("torn" if follows and bytes_[1] != place[0] else "damaged", where, bytes_)
                bad.clear()
                if line["n"] > expected:
                    fault("missing", number, place, **{"from": expected, "to": line["n"] - 1})
                elif line["n"] < expected:
                    fault("out of order", number, place, n=line["n"], expected=expected)
                elif not joined:
                    fault("rejoined", number, place, n=line["n"])
                if is_unread(line):
                    fault("unread", number, place, n=line["n"], v=line["v"])
                records.append((file, number, list(place), line))
                last = line
        at += len(piece) + 1
    settle(bad, data, fault)
    return records, faults, begun_by


def settle(bad, data, fault):
    """Bad bytes that no line follows."""
    for where, place in bad:
        fault("torn" if breaks_off(data[place[0] : place[1]]) else "damaged", where, place)
    bad.clear()


def read_all(path):
    """Every file of an incident, or one file."""
    folder = os.path.join(path, "journal")
    files = [path] if os.path.isfile(path) else [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    records, faults = [], []
    for path in files:
        name = os.path.basename(path)
        own, extension = os.path.splitext(name)
        stray = {"fault": "stray", "file": name, "line": 1, "at": [0, 0]}
        if extension != ".jsonl" or not WRITER.fullmatch(own):
            faults += [stray] if ".jsonl" in name and not name.startswith(".") else []
            continue
        found, wrong, begun_by = read(path, own)
        if begun_by not in (None, own):
            faults.append(stray)
            continue
        records, faults = records + found, faults + wrong
    read_lines = [(file, place, line) for file, place, at, line in records if not is_unread(line)]
    in_order = lambda found: (found[2]["order"] if found[2]["v"] == 1 else [0, 0], found[0], found[2]["n"])
    first = {}
    for file, _, line in sorted(read_lines, key=in_order):
        first.setdefault(line["id"], line)
    explained = {line["do"]["redact"]["of"] for line in first.values() if kind_of(line) == "redact"}
    for id_ in (id_ for id_, line in first.items() if line["is_redacted"] and id_ not in explained):
        file, place, at, _ = next(found for found in records if found[3]["id"] == id_)
        faults.append({"fault": "unexplained", "file": file, "line": place, "at": at, "id": id_})
    faults.sort(key=lambda fault: (fault["file"], fault["at"][0]))
    return records, faults


def show(path):
    records, faults = read_all(path)
    for file, place, at, line in records:
        kind = kind_of(line)
        out = {"record": line["id"], "file": file, "line": place, "at": at, "v": line["v"], "n": line["n"]}
        out |= {"sum": line["sum"], "payload": line["payload"], "by": line["do"].get("by"), "kind": kind}
        print(json.dumps(out | {"value": line["do"].get(kind), "is_read": not is_unread(line)}))
    for fault in faults:
        print(json.dumps(fault))
    return any(fault["fault"] not in HARMLESS for fault in faults)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] != "-":
        sys.exit(show(sys.argv[1]))
    for path in map(str.rstrip, sys.stdin):
        show(path)
        print(json.dumps({"end": path}), flush=True)


if __name__ == "__main__":
    main()
