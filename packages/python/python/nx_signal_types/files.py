"""The files that mypy compares with what it kept of them."""

from __future__ import annotations

import os
import stat
import zlib
from typing import Any


def watched_files() -> Any:
    """Mypy's view of the files, in which what it takes for the same differs.

    Mypy trusts what it kept of a module where the file's size and the second of its last change are
    the same, and where its contents are: then under any path. So a file could change unseen within a
    second, or under an older time; and of two projects' modules of one name and contents one would
    be judged by what was found in the other. Here the time stands for all that changes with a file,
    and the size for its place, too. The place counts from the working folder: what was kept is worth
    as much in another checkout.
    """
    from mypy.fscache import FileSystemCache

    class WatchedFiles(FileSystemCache):
        known: dict[str, os.stat_result | None] = {}

        def stat_or_none(self, path: str) -> os.stat_result | None:
            if path not in self.known:
                self.known[path] = seen(path, super().stat_or_none(path))
            return self.known[path]

        def stat(self, path: str) -> Any:
            # Of mypy before 1.12.
            return seen(path, super().stat(path))  # type: ignore[misc]

    return WatchedFiles()


def seen(path: str, found: os.stat_result | None) -> os.stat_result | None:
    if found is None or not stat.S_ISREG(found.st_mode):
        return found
    place = zlib.crc32(place_of(path).encode("utf-8", "surrogateescape"))
    size = (found.st_size & 0xFFFFFFFF) | (place & 0xFFFFFFF) << 32
    changed = hash((found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    # As many bits as a float keeps exactly.
    return os.stat_result((*found[:6], size, 0, changed & ((1 << 52) - 1), 0))


def place_of(path: str) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:
        # On another drive of Windows.
        return path
