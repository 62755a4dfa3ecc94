"""The files that mypy compares with what it kept of them."""

from __future__ import annotations

import os
import stat
import zlib
from typing import Any

MARK = "here"
"""The file by which a folder of kept modules is told from a copy of it."""


def watched_files(kept: str) -> Any:
    """Mypy's view of the files, in which what it takes for the same differs.

    Mypy trusts what it kept of a module where the file's size and the second of its last change are
    the same, and where its contents are: then under any path. So a file could change unseen within a
    second, or under an older time; and of two projects' modules of one name and contents one would
    be judged by what was found in the other. Here the time stands for all that changes with a file,
    and the size for its place, too. The place counts from the working folder: what was kept is worth
    as much in another checkout. But there, on another machine or in another image, files may have the
    very times and numbers that others had here. So the time stands for the folder of kept modules,
    too: in a copy of it no time is what it was, and each file is told by its contents.
    """
    from mypy.fscache import FileSystemCache

    here = mark_of(kept)

    class WatchedFiles(FileSystemCache):
        known: dict[str, os.stat_result | None] = {}

        def stat_or_none(self, path: str) -> os.stat_result | None:
            if path not in self.known:
                self.known[path] = seen(path, super().stat_or_none(path), here)
            return self.known[path]

        def stat(self, path: str) -> Any:
            # Of mypy before 1.12.
            return seen(path, super().stat(path), here)  # type: ignore[misc]

    return WatchedFiles()


def mark_of(folder: str) -> int:
    """Is another one for each copy of a folder: no copy has its number and the time it was made."""
    path = os.path.join(folder, MARK)
    try:
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
        found = os.stat(path)
    except OSError:
        return int.from_bytes(os.urandom(6), "big")
    return hash((found.st_dev, found.st_ino, found.st_ctime_ns))


def seen(path: str, found: os.stat_result | None, here: int) -> os.stat_result | None:
    if found is None or not stat.S_ISREG(found.st_mode):
        return found
    place = zlib.crc32(place_of(path).encode("utf-8", "surrogateescape"))
    size = (found.st_size & 0xFFFFFFFF) | (place & 0xFFFFFFF) << 32
    changed = hash((here, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    # As many bits as a float keeps exactly.
    return os.stat_result((*found[:6], size, 0, changed & ((1 << 52) - 1), 0))


def place_of(path: str) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:
        # On another drive of Windows.
        return path
