"""Writes vectors.csv, the golden vectors of the canonical form, version 1.

Made from src/site/markdown/canonical-form.md and from nothing else: it shares no code with Drover and asks no server, so that it can be
wrong only where a reader of that page can be. Run it in its own folder: python3 vectors.py > vectors.csv

Columns of the file:
  name      of the line; unique
  type      the logical type, with [] behind it for an array
  value     the value in a notation of this file, or - where plain Java has no such value
  postgres  an SQL expression that is this value in PostgreSQL, or - where PostgreSQL has none
  payload   hex of the payload; NULL for NULL
  note      what the line is there for; "= name": must agree with that line, "!= name": must differ from it

Notation of values: NULL; BOOLEAN true, false; INTEGER digits; DECIMAL digits, may have an exponent; FLOAT as Java reads it, or bits 0x...;
TEXT and JSON as they are, with \\uXXXX for any UTF-16 unit and \\\\ for a backslash; BINARY hex; DATE [-]YYYY-MM-DD with year 0000 before
0001; TIME hh:mm:ss[.n], up to nine digits; TIME_ZONED the same and +hh:mm[:ss] east of UTC; TIMESTAMP date, T, time; INSTANT the same and
Z; INTERVAL months, days, microseconds; UUID; infinity and -infinity. An array is sizes, @, lower bounds, and its elements, each behind a |;
an empty one is 0.
"""
import csv
import struct
import sys
from decimal import Decimal

TAGS = dict(BOOLEAN=16, INTEGER=20, DECIMAL=1043, FLOAT=701, TEXT=25, BINARY=17, DATE=1082, TIME=1083, TIME_ZONED=1266,
            TIMESTAMP=1114, INSTANT=1184, INTERVAL=1186, UUID=2950, JSON=3802)


def days(year, month, day):
    """Days since 2000-01-01, proleptic Gregorian; the usual count of March-based years."""
    y = year - (month <= 2)
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 730425


assert days(2000, 1, 1) == 0 and days(1970, 1, 1) == -10957 and days(2000, 3, 1) == 60 and days(1999, 12, 31) == -1


def date_of(text):
    negative = text.startswith("-")
    year, month, day = (int(part) for part in text.lstrip("-").split("-"))
    return days(-year if negative else year, month, day)


def time_of(text):
    """Microseconds and nanoseconds beyond them."""
    clock, _, fraction = text.partition(".")
    hour, minute, second = (int(part) for part in clock.split(":"))
    nanos = int((fraction + "000000000")[:9])
    return (hour * 3600 + minute * 60 + second) * 10**6 + nanos // 1000, nanos % 1000


def with_nanos(micros, nanos):
    return struct.pack(">q", micros) + (struct.pack(">i", nanos) if nanos else b"")


def moment(text):
    day, _, clock = text.rpartition("T")
    micros, nanos = time_of(clock)
    return with_nanos(date_of(day) * 86_400_000_000 + micros, nanos)


def unescaped(text):
    units = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1] == "u":
            units.append(int(text[at + 2:at + 6], 16))
            at += 6
        elif text[at] == "\\":
            units.append(ord("\\"))
            at += 2
        else:
            units += [u for u in struct.unpack(f"<{len(text[at].encode('utf-16-le')) // 2}H", text[at].encode("utf-16-le"))]
            at += 1
    return struct.pack(f"<{len(units)}H", *units).decode("utf-16-le")


def decimal(text):
    if text in ("NaN", "Infinity", "-Infinity"):
        return text.encode()
    plain = format(Decimal(text), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    negative = plain.startswith("-")
    plain = plain.lstrip("-").lstrip("0")
    if plain == "" or plain.startswith("."):
        plain = "0" + plain
    return (("-" if negative and plain != "0" else "") + plain).encode()


def double(text):
    bits = int(text, 16) if text.startswith("0x") else struct.unpack(">Q", struct.pack(">d", float(text.rstrip("f"))))[0]
    if text.endswith("f") and not text.startswith("0x"):
        single = struct.unpack(">f", struct.pack(">f", float(text[:-1])))[0]
        bits = struct.unpack(">Q", struct.pack(">d", single))[0]
    if bits & (2**63 - 1) > 0x7FF0000000000000:
        bits = 0x7FF8000000000000
    if bits == 2**63:
        bits = 0
    return struct.pack(">Q", bits)


INFINITE = {"infinity": 1, "-infinity": -1}


def payload(kind, value):
    if kind == "BOOLEAN":
        return bytes([value == "true"])
    if kind == "INTEGER":
        return struct.pack(">q", int(value))
    if kind == "DECIMAL":
        return decimal(value)
    if kind == "FLOAT":
        return double(value)
    if kind == "TEXT":
        return unescaped(value).encode("utf-8")
    if kind == "BINARY":
        return bytes.fromhex(value)
    if kind == "DATE":
        if value in INFINITE:
            return bytes.fromhex("7fffffff" if value == "infinity" else "80000000")
        return struct.pack(">i", date_of(value))
    if kind == "TIME":
        return with_nanos(*time_of(value))
    if kind == "TIME_ZONED":
        sign = 1 if "+" in value else -1
        clock, _, offset = value.partition("+" if sign > 0 else "-")
        parts = [int(part) for part in offset.split(":")] + [0]
        return struct.pack(">qi", time_of(clock)[0], -sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]))
    if kind in ("TIMESTAMP", "INSTANT"):
        if value in INFINITE:
            return bytes.fromhex(("7f" + "ff" * 7) if value == "infinity" else "80" + "00" * 7)
        return moment(value.rstrip("Z"))
    if kind == "INTERVAL":
        months, of_month, micros = (int(part) for part in value.split())
        return struct.pack(">qii", micros, of_month, months)
    if kind == "UUID":
        return bytes.fromhex(value.replace("-", ""))
    raise ValueError(kind)


def array(kind, value, canonical):
    if value == "0":
        return struct.pack(">iii", 0, 0, TAGS[kind])
    head, *elements = value.split("|")
    sizes, lowers = ([int(part) for part in side.split("x")] for side in head.split("@"))
    form = struct.pack(">iii", len(sizes), int("NULL" in elements), TAGS[kind])
    for size, lower in zip(sizes, lowers):
        form += struct.pack(">ii", size, lower)
    for number, element in enumerate(elements):
        if element == "NULL":
            form += struct.pack(">i", -1)
            continue
        one = b"\x01" + canonical[number].encode("utf-8") if kind == "JSON" else payload(kind, element)
        form += struct.pack(">i", len(one)) + one
    return form


LINES = []


def line(name, kind, value, postgres, note="", canonical=None, expected=None):
    """canonical: of JSON, its canonical text, written by hand. expected: of a value that has no notation, its payload."""
    if expected is not None:
        form = expected.hex()
    elif value == "NULL":
        form = "NULL"
    elif kind.endswith("[]"):
        form = array(kind[:-2], value, canonical).hex()
    elif kind == "JSON":
        form = (b"\x01" + canonical.encode("utf-8")).hex()
    else:
        form = payload(kind, value).hex()
    LINES.append((name, kind, value, postgres, form, note))


exec(open("vectors_lines.py", encoding="utf-8").read())

by_name = {each[0]: each for each in LINES}
assert len(by_name) == len(LINES)
for each in LINES:
    for relation in each[5].split("; "):
        if relation.startswith("= "):
            assert by_name[relation[2:]][4] == each[4] and by_name[relation[2:]][1] == each[1], each
        elif relation.startswith("!= "):
            assert (by_name[relation[3:]][4], by_name[relation[3:]][1]) != (each[4], each[1]), each
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(("name", "type", "value", "postgres", "payload", "note"))
writer.writerows(LINES)
