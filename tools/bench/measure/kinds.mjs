/** What a process of a run is for, by its command line: the first that fits. */
const kinds = [
  ['nx_signal_zygote', "pytest's runs, and the process that forks them"],
  ['nx_signal_mypy|bin/mypy', 'mypy'],
  ['nx_signal_terminal', 'the terminal of a tool'],
  ['bin/pytest', 'pytest in a process of its own'],
  ['ruff', 'ruff'],
  ['uv(?: |$)', 'uv'],
  ['git(?: |$)', 'git'],
  ['plugin-worker', "Nx's process for a plugin"],
  ['engine-worker|run-batch|run-executor', "a batch of Nx's: what starts the tools"],
  ['bundle/engine\\.js', 'the engine'],
  ['bin/nx-signal', 'nx-signal now'],
  ['nx/dist/bin/nx\\.js|bin/nx ', 'Nx itself'],
  ['turbo', 'Turborepo'],
  ['', 'others: shells, Python to ask it something'],
].map(([pattern, kind]) => ({ pattern: new RegExp(pattern), kind }));

/** Words for what a process is for. */
export function kindOfProcess(command) {
  return kinds.find(({ pattern }) => pattern.test(command)).kind;
}

/**
 * Adds up what is of one kind, most processor time first.
 *
 * @param {{kind: string, count: number, cpu: number}[]} parts
 */
export function addUp(parts) {
  const sums = new Map();
  for (const { kind, count, cpu } of parts) {
    const before = sums.get(kind) ?? { count: 0, cpu: 0 };
    sums.set(kind, { kind, count: before.count + count, cpu: before.cpu + cpu });
  }
  return [...sums.values()].sort((left, right) => right.cpu - left.cpu);
}

/**
 * Processor time by what processes are for, most first. What is too short to be seen is the difference to what the
 * system has counted, which lacks those that go on.
 *
 * @param {{command: string, cpu: number}[]} processes
 * @param {number} counted CPU seconds of all processes that have ended
 */
export function sumByKind(processes, counted) {
  const parts = processes.map(({ command, cpu }) => ({
    kind: kindOfProcess(command),
    count: 1,
    cpu,
  }));
  const seen = processes.reduce((sum, { cpu }) => sum + cpu, 0);
  const unseen = { kind: 'too short to be seen', count: 0, cpu: Math.max(0, counted - seen) };
  return addUp([...parts, unseen]);
}
