"""Packs an sdist anew so that its bytes say nothing of when, where and by whom it was made.

    python nx_signal_sdist.py <sdist.tar.gz> <seconds since 1970> <folder for its files>

setuptools knows nothing of SOURCE_DATE_EPOCH for sdists. The files are unpacked as well, without the folder that holds
them all: the wheel is built from them. Standard library only: it runs in whatever Python builds the project.
"""

import gzip
import io
import os
import sys
import tarfile


def settled(member: tarfile.TarInfo, date: int) -> tarfile.TarInfo:
    member.mtime = date
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.pax_headers = {}
    if member.isdir():
        member.mode = 0o755
    elif member.isfile():
        member.mode = 0o755 if member.mode & 0o100 else 0o644
    return member


def unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, target: str, date: int) -> None:
    _, _, inside = member.name.partition("/")
    path = os.path.normpath(os.path.join(target, inside))
    if path != target and not path.startswith(target + os.sep):
        raise SystemExit(f"{member.name} leads out of the archive")
    if member.isdir():
        os.makedirs(path, exist_ok=True)
        return
    source = archive.extractfile(member)
    if source is None:
        raise SystemExit(f"{member.name} is neither a file nor a folder")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(source.read())
    os.chmod(path, member.mode)
    os.utime(path, (date, date))


def repack(path: str, date: int, target: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(path, "r:gz") as archive, tarfile.open(
        fileobj=packed, mode="w", format=tarfile.PAX_FORMAT
    ) as result:
        for member in archive.getmembers():
            settled(member, date)
            result.addfile(member, archive.extractfile(member) if member.isfile() else None)
            unpack(archive, member, target, date)
    with open(path, "wb") as file, gzip.GzipFile(
        filename="", mode="wb", compresslevel=9, fileobj=file, mtime=date
    ) as stream:
        stream.write(packed.getvalue())


if __name__ == "__main__":
    repack(sys.argv[1], int(sys.argv[2]), os.path.abspath(sys.argv[3]))
