"""Runs pytest for many projects, each in a process of its own, without starting Python for each.

A process that has imported pytest and the environment's plugins forks a child per task. The child
then executes the environment's `pytest` executable, and prints and returns what that would have
printed and returned. Needs POSIX and CPython 3.9 or later, nothing else.

Start it with the environment's interpreter and no options of Python, so that `sys.flags` are those
of the `pytest` executable; in the environment (variables) that most tasks have:

    <venv>/bin/python nx_signal_zygote.py '{"limit": 2}'

Options, all optional:
    limit     how many tasks run at once (1)
    shared    path of a JSON file with modules to import beforehand, since several tasks import them:
              see nx_signal/filling.py. A task has them from the moment when it imports them; only
              tasks with NX_SIGNAL_INPUTS are forked then
    exclude   plugins (names of their entry points) and modules not to import beforehand, with the
              reason: {name: reason}
    packages  path of a JSON file with what not all tasks may see: see inputs/nx_signal_packages.py;
              `varied` lists the distributions that some tasks may see
    pytest    path of the executable (the one beside the interpreter)

Standard input takes one JSON object a line:
    {"type": "run", "id": str, "cwd": str, "args": [str], "timeout": seconds,
     "env": {"set": {name: value}, "unset": [name]}}      env is laid over the zygote's own
    {"type": "cancel", "id": str}                         without id: all tasks
    {"type": "limit", "limit": int}
    {"type": "shutdown"}                                  kills what runs; so do its end of file,
                                                          SIGTERM, SIGINT and SIGHUP

Standard output gives one JSON object a line:
    {"type": "ready", "pid", "python", "pytest", "plugins": [str], "excluded": {name: reason},
     "shared": {"modules", "order", "unsafe": {name: reason}} | null,
     "endsAtOnce": bool,                                  whether tasks can skip Python's own end
     "startTime", "endTime"}                              milliseconds since the epoch
    {"type": "fatal", "reason"}                           and it ends: run all tasks without it
    {"type": "end", "id", "exitCode": int | null, "signal": str | null, "timedOut", "cancelled",
     "output", "startTime", "endTime", "maxRssKb", "userCpu", "systemCpu"}
    {"type": "unsupported", "id", "reason"}               nothing of the task has run: run it as a
                                                          plain process
    {"type": "unshared", "id", "reason"}                  it has begun, and cannot go on with what was
                                                          imported for it: run it as a plain process
    {"type": "cancelled", "id"}                           it had not started
    {"type": "error", "id": str | null, "reason"}         a request that cannot be understood

Every run is answered by exactly one of end, unsupported, unshared, cancelled
and error. `output` holds both
streams as they were interleaved. CPU seconds include programs that the task has waited for.
A task that is cancelled or out of time gets SIGTERM, and SIGKILL three seconds later.
"""

import sys

known = set(sys.modules)
from nx_signal.start import Zygote  # noqa: E402

# What only we use is imported anew by those who need it, as if we had not been here.
OURS = {"nx_signal", "fcntl", "gc", "json", "_json", "select", "signal"}
for name in sys.modules.keys() - known:
    if name.partition(".")[0] in OURS:
        del sys.modules[name]
zygote = Zygote(__file__)
program = zygote.run()
try:
    # At the bottom of the stack, so that a task finds nothing of ours below it but this line.
    exec(*program)
except SystemExit as end:
    zygote.ending.allow(end.code)
    raise
