"""Asks the engine of a workspace, as `nx-signal now` does, and hands over to Node whatever else there is to do.

Whoever waits for the answer waits for all that is imported here: what is built into Python, until the question is asked.
"""

import posix
import sys

try:
    import _signal
    import _socket
    import time
    from _json import encode_basestring as quoted
    from binascii import a2b_base64
except ImportError:
    # Another Python than CPython is built of other parts.
    cli = f"{sys.argv[2]}/dist/bundle/cli.js"
    posix.execv("/usr/bin/env", ["env", "node", cli, "now", *sys.argv[3:]])

# Milliseconds and seconds are those of ask-engine.ts and patience.ts.
FIRST_PATIENCE = 1
LATER_PATIENCE = 10
THREE_BEATS = 1.5
# The file, by its number, in which the shell hands over.
VARIABLES = 9
ENDINGS = {_signal.SIGINT: 130, _signal.SIGTERM: 143, _signal.SIGHUP: 129}
INHERITED = (
    "Umask:",
    "Uid:",
    "Gid:",
    "Groups:",
    "CapInh:",
    "CapPrm:",
    "CapEff:",
    "CapBnd:",
    "CapAmb:",
    "NoNewPrivs:",
    "Seccomp:",
    "Cpus_allowed:",
    "Mems_allowed:",
)
VIEWS = ("mnt", "pid", "net", "user", "ipc", "uts")


class Unable(Exception):
    """This is for Node to do, or to tell."""


def hand_over(package, environment):
    """Becomes `nx-signal now` in Node, with the variables that this process was started with."""
    for number in (_signal.SIGPIPE, *ENDINGS):
        _signal.signal(number, _signal.SIG_DFL)
    words = ["env", "node", f"{package}/dist/bundle/cli.js", "now", *sys.argv[3:]]
    posix.execve("/usr/bin/env", words, environment)


def read(path):
    try:
        with open(path, "rb", buffering=0) as file:
            return file.readall()
    except OSError:
        return b""


def read_variables():
    """The variables as bytes, as the program was given them: the shell and Python have set some for themselves."""
    environment = {}
    with open(VARIABLES, "rb") as file:
        encoded = file.read()
    for entry in a2b_base64(encoded).split(b"\0"):
        name, equals, value = entry.partition(b"=")
        if equals:
            environment.setdefault(name, value)
    return environment


def question_in(words):
    """The question and the form of its answer, where the arguments are plain ones."""
    targets, projects, form = [], [], "text"
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("-t", "--targets") and words and words[0] and words[0][0] != "-":
            targets += words.pop(0).split(",")
        elif word.startswith("--targets=") and word != "--targets=":
            targets += word[len("--targets=") :].split(",")
        elif word == "--json":
            form = "json"
        elif word.startswith("-"):
            raise Unable
        else:
            projects.append(word)
    named = dict.fromkeys(target for target in targets or ["signal"] if target)
    return list(named), projects, form


def may_use_engine(variables):
    if "NX_SIGNAL_ENGINE" in variables:
        return variables["NX_SIGNAL_ENGINE"] != "false"
    return variables.get("CI", "") in ("", "false")


def digest(text):
    try:
        from _sha2 import sha256
    except ImportError:
        from _sha256 import sha256
    return sha256(text.encode()).hexdigest()


def place_of(workspace, variables):
    """The path of the engine's socket, in a folder of this user alone."""
    names = ("XDG_RUNTIME_DIR", "TMPDIR", "TMP", "TEMP")
    above = next((variables[name] for name in names if variables.get(name)), "/tmp")
    user = posix.getuid()
    folder = f"{above.rstrip('/')}/nx-signal-{user}"
    try:
        stats = posix.lstat(folder)
    except OSError:
        raise Unable from None
    is_folder = stats.st_mode & 0o170000 == 0o040000
    if not is_folder or stats.st_uid != user or stats.st_mode & 0o077:
        raise Unable
    return f"{folder}/{digest(workspace)[:16]}.sock"


def link(path):
    try:
        return posix.readlink(path)
    except OSError:
        return ""


def raise_limit():
    """Node raises the number of files that it may open when it starts; what is compared are the limits after that."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        raise Unable
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def array(items):
    return f"[{','.join(items)}]"


def circumstances():
    """What programs inherit beside variables: what circumstances.ts says of the same process in Node."""
    raise_limit()
    umask = posix.umask(0o77)
    posix.umask(umask)
    group = posix.getegid()
    groups = posix.getgroups()
    groups += [] if group in groups else [group]
    status = read("/proc/self/status").decode().split("\n")
    lines = [quoted(line) for line in status if line.startswith(INHERITED)]
    identity = [umask, posix.getuid(), posix.geteuid(), posix.getgid()]
    parts = [
        array(map(str, identity)),
        array(map(str, groups)),
        array(lines) if lines else "null",
        quoted(read("/proc/self/limits").decode()),
        *(quoted(link(f"/proc/self/ns/{view}")) for view in VIEWS),
        quoted(link("/proc/self/root")),
    ]
    return digest(array(parts))


def version_of(package):
    manifest = read(f"{package}/package.json").decode()
    return manifest.split('"version": "', 1)[1].split('"', 1)[0]


def message(version, variables, question):
    targets, projects, form = question
    entries = (f"{quoted(name)}:{quoted(value)}" for name, value in variables.items())
    asked = f'{{"targets":{array(map(quoted, targets))},"projects":{array(map(quoted, projects))}}}'
    fields = {
        "type": '"ask"',
        "version": quoted(version),
        "circumstances": quoted(circumstances()),
        "variables": f"{{{','.join(entries)}}}",
        "question": asked,
        "form": quoted(form),
        "already": str(round(time.process_time() * 1000)),
    }
    return f"{{{','.join(f'{quoted(name)}:{value}' for name, value in fields.items())}}}\n"


def hear(socket, path, patience):
    """The next bytes; none once the engine is gone or gives no sign of life."""
    while True:
        socket.settimeout(patience)
        try:
            return socket.recv(1 << 16)
        except _socket.timeout:
            before = read(f"{path}.pulse")
        socket.settimeout(THREE_BEATS)
        try:
            return socket.recv(1 << 16)
        except _socket.timeout:
            if read(f"{path}.pulse") in (b"", before):
                return b""
        patience = FIRST_PATIENCE


def write(number, text):
    # As Node writes what is half a character.
    rest = memoryview(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode())
    while rest:
        try:
            rest = rest[posix.write(number, rest) :]
        except BlockingIOError:
            time.sleep(0.01)


def answer_of(socket, path, version):
    """What is to be printed, and the exit code."""
    from json import loads

    pending, patience = b"", FIRST_PATIENCE
    while True:
        heard = hear(socket, path, patience)
        if not heard:
            raise Unable
        patience = LATER_PATIENCE
        *lines, pending = (pending + heard).split(b"\n")
        for line in lines:
            reply = loads(line)
            if reply["type"] == "said":
                write(2, reply["text"])
            elif reply["type"] == "told":
                return reply["text"], reply["exitCode"]
            elif reply["type"] != "alive" or reply["version"] != version:
                raise Unable


def ask(workspace, package, environment, words):
    question = question_in(words)
    variables = {name.decode(): value.decode() for name, value in environment.items()}
    if not may_use_engine(variables):
        raise Unable
    path = place_of(workspace, variables)
    version = version_of(package)
    socket = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    socket.settimeout(FIRST_PATIENCE)
    socket.connect(path)
    socket.sendall(message(version, variables, question).encode())
    return answer_of(socket, path, version)


def main():
    for number, code in ENDINGS.items():
        _signal.signal(number, lambda *_, code=code: posix._exit(code))
    workspace, package, *words = sys.argv[1:]
    # Where the shell could not, its own have to do.
    environment = read_variables() or dict(posix.environ)
    try:
        text, code = ask(workspace, package, environment, words)
    except (Unable, OSError, ValueError, ImportError, LookupError):
        hand_over(package, environment)
    try:
        write(1, text + "\n")
    except OSError:
        pass
    posix._exit(code)


main()
