"""Makes one wheel out of a project's wheel and those of its siblings.

    python nx_signal_bundle.py <json>

The JSON has `wheel` and `siblings` (paths of wheels), `pins` (requirements, or null to keep those of the wheels) and
`out` (a folder). Prints the name of the result. Standard library only: it runs in whatever Python builds the project.
"""

import base64
import configparser
import email.parser
import email.policy
import hashlib
import io
import json
import os
import re
import sys
import zipfile

GENERIC = {"py3", "py2.py3", "none", "any"}
METADATA = email.parser.Parser(policy=email.policy.compat32)


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


class Wheel:
    def __init__(self, path):
        self.file = os.path.basename(path)
        parts = self.file[: -len(".whl")].split("-")
        self.name, self.version, self.tags = parts[0], parts[1], parts[-3:]
        with zipfile.ZipFile(path) as archive:
            self.entries = {
                info.filename: (archive.read(info), info.external_attr, info.date_time)
                for info in archive.infolist()
                if not info.is_dir()
            }
        infos = {name.split("/")[0] for name in self.entries if ".dist-info/" in name}
        if len(infos) != 1:
            raise SystemExit(f"{self.file} has {len(infos)} folders .dist-info")
        self.info = infos.pop()
        self.metadata = METADATA.parsestr(self.text("METADATA"))
        self.wheel = METADATA.parsestr(self.text("WHEEL"))
        self.distribution = normalized(self.metadata["Name"])

    def text(self, name):
        found = self.entries.get(f"{self.info}/{name}")
        return found[0].decode() if found else ""

    def files(self):
        data = f"{self.info[: -len('.dist-info')]}.data/"
        for name, entry in self.entries.items():
            if not name.startswith(self.info + "/"):
                yield name, entry, name[len(data) :] if name.startswith(data) else None


def requirement(text):
    match = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?$", text, re.S)
    name, extras, _, marker = match.groups()
    wanted = {normalized(extra) for extra in (extras or "").split(",") if extra.strip()}
    return normalized(name), wanted, (marker or "").strip()


EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']|["']([^"']+)["']\s*==\s*extra\b""")


def without_extra(text, wanted):
    """The requirement as the extras that are wanted ask for it; None where none of them does."""
    marker = requirement(text)[2]
    asked = [normalized(one or two) for one, two in EXTRA.findall(marker)]
    if not asked:
        return text
    if not wanted.intersection(asked):
        return None
    head = text.split(";", 1)[0].strip()
    rest = re.sub(r"^\(?\s*|\s*\)?$", "", EXTRA.sub("", marker))
    rest = re.sub(r"^\s*and\b|\band\s*$", "", rest).strip(" ()")
    return f"{head} ; {rest}" if rest and not re.fullmatch(r"[\s()]*(or[\s()]*)*", rest) else head


def third_party(own, siblings):
    """Requirements of all wheels, but for those that name one of them."""
    known = {wheel.distribution: wheel for wheel in siblings}
    found = []
    seen = set()
    pending = [(own, None, text) for text in own.metadata.get_all("Requires-Dist", [])]
    while pending:
        wheel, wanted, text = pending.pop(0)
        kept = text if wanted is None else without_extra(text, wanted)
        if kept is None:
            continue
        name, extras, _ = requirement(kept)
        if name == own.distribution and wheel is not own:
            continue
        sibling = known.get(name)
        if sibling is None:
            if kept not in found:
                found.append(kept)
            continue
        key = (name, tuple(sorted(extras)))
        if key not in seen:
            seen.add(key)
            texts = sibling.metadata.get_all("Requires-Dist", [])
            pending += [(sibling, extras, other) for other in texts]
    return found


def release(tag):
    """The version of Python in a tag: cp311 is 3.11."""
    digits = re.sub(r"\D", "", tag) or "0"
    return int(digits[0]), int(digits[1:] or 0)


def chosen(kind, values):
    """The tag that fits them all: the one that is not generic."""
    special = sorted({value for value in values if value not in GENERIC})
    if not special:
        return sorted(values, key=lambda value: (value != "py3", value))[0]
    if kind == "abi" and len(special) > 1:
        special = [value for value in special if value != "abi3"]
    if kind == "python" and len(special) > 1 and len({value[:2] for value in special}) == 1:
        return max(special, key=release)
    if len(special) > 1:
        raise SystemExit(f"wheels for {' and '.join(special)} do not go into one")
    return special[0]


def tags_of(wheels):
    kinds = ("python", "abi", "platform")
    tags = [chosen(kind, [wheel.tags[at] for wheel in wheels]) for at, kind in enumerate(kinds)]
    # One that takes any Python from a later one on does not go with one that is of this one alone.
    if tags[1].startswith("cp") and release(tags[0]) != release(tags[1]):
        raise SystemExit(f"wheels for {tags[0]} and {tags[1]} do not go into one")
    return tags


def metadata_of(own, siblings, pins):
    message = own.metadata
    kept = third_party(own, siblings)
    if pins is not None:
        kept = pins + [text for text in kept if EXTRA.search(requirement(text)[2])]
    del message["Requires-Dist"]
    ranges = [wheel.metadata["Requires-Python"] for wheel in [own, *siblings]]
    ranges = list(dict.fromkeys(part.strip() for text in ranges if text for part in text.split(",")))
    del message["Requires-Python"]
    if ranges:
        message["Requires-Python"] = ",".join(ranges)
    for text in kept:
        message["Requires-Dist"] = text
    return message.as_string(policy=message.policy.clone(max_line_length=0))


def entry_points_of(wheels):
    merged = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    merged.optionxform = str
    for wheel in wheels:
        own = configparser.ConfigParser(delimiters=("=",), interpolation=None)
        own.optionxform = str
        own.read_string(wheel.text("entry_points.txt"))
        for section in own.sections():
            if not merged.has_section(section):
                merged.add_section(section)
            for name, value in own.items(section):
                if merged.get(section, name, fallback=value) != value:
                    raise SystemExit(f"two wheels have an entry point {name} in {section}")
                merged.set(section, name, value)
    text = io.StringIO()
    merged.write(text)
    return text.getvalue()


def record_line(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    quoted = '"%s"' % name.replace('"', '""') if "," in name or '"' in name else name
    return f"{quoted},sha256={digest},{len(content)}\n"


def contents(own, siblings, pins, tags):
    files = {}
    origin = {}
    data = f"{own.info[: -len('.dist-info')]}.data/"
    for wheel in [own, *siblings]:
        for name, (content, mode, _), inside in wheel.files():
            target = name if inside is None else data + inside
            if target in files and files[target][0] != content:
                raise SystemExit(f"{target} is in {origin[target]} and, otherwise, in {wheel.file}")
            files.setdefault(target, (content, mode))
            origin.setdefault(target, wheel.file)
        for name, (content, mode, _) in wheel.entries.items():
            inside = name[len(wheel.info) + 1 :]
            if not name.startswith(wheel.info + "/"):
                continue
            if wheel is own or inside.startswith("licenses/"):
                below = inside if wheel is own else f"licenses/{wheel.name}/{inside[9:]}"
                files[f"{own.info}/{below}"] = (content, mode)
    pure = all(wheel.wheel["Root-Is-Purelib"].lower() == "true" for wheel in [own, *siblings])
    header = f"Wheel-Version: 1.0\nGenerator: nx-signal\nRoot-Is-Purelib: {str(pure).lower()}\n"
    expanded = [
        f"Tag: {python}-{abi}-{platform}\n"
        for python in tags[0].split(".")
        for abi in tags[1].split(".")
        for platform in tags[2].split(".")
    ]
    made = {
        "METADATA": metadata_of(own, siblings, pins),
        "WHEEL": header + "".join(expanded),
        "entry_points.txt": entry_points_of([own, *siblings]),
    }
    mode = 0o100644 << 16
    for name, text in made.items():
        if text:
            files[f"{own.info}/{name}"] = (text.encode(), mode)
    files.pop(f"{own.info}/RECORD", None)
    return files


def write(path, files, info, date):
    record = f"{info}/RECORD"
    names = sorted(files, key=lambda name: (name.startswith(info + "/"), name))
    lines = "".join(record_line(name, files[name][0]) for name in names) + f"{record},,\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, mode) in [(name, files[name]) for name in names] + [
            (record, (lines.encode(), 0o100644 << 16))
        ]:
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = mode
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def main(request):
    own = Wheel(request["wheel"])
    siblings = [Wheel(path) for path in request["siblings"]]
    tags = tags_of([own, *siblings])
    files = contents(own, siblings, request["pins"], tags)
    name = f"{own.name}-{own.version}-{'-'.join(tags)}.whl"
    date = max(own.entries[f"{own.info}/METADATA"][2], (1980, 1, 1, 0, 0, 0))
    write(os.path.join(request["out"], name), files, own.info, date)
    print(name)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
