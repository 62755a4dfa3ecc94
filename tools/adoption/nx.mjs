import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parseTasks } from './parse-tasks.mjs';

/** Minutes after which a command counts as hung. */
const limit = 20;

/** What another program's shell may have set, and a new user's has not. */
const unset = ['VIRTUAL_ENV', 'UV_PROJECT_ENVIRONMENT', 'PYTHONPATH', 'CI', 'GITHUB_ACTIONS'];

/** The environment of a new user's shell, the same for Nx and for commands by hand. */
export function shell(extra = {}) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !unset.includes(name) && !/^(npm_|NX_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...extra };
}

/**
 * Runs a program and waits for it; its output goes to a file, since a daemon that keeps a pipe open would
 * keep us waiting.
 *
 * @param {string} folder
 * @param {string[]} command
 * @param {{log: string, env?: Record<string, string>}} options
 */
export function runLogged(folder, [program, ...args], { log, env }) {
  const started = performance.now();
  const descriptor = openSync(log, 'w');
  const { status } = spawnSync(program, args, {
    cwd: folder,
    env: shell(env),
    stdio: ['ignore', descriptor, descriptor],
    timeout: limit * 60_000,
  });
  closeSync(descriptor);
  return {
    status: status ?? 1,
    seconds: (performance.now() - started) / 1000,
    output: stripVTControlCharacters(readFileSync(log, 'utf8')),
  };
}

/** Runs Nx in a checkout. */
export function nx(folder, args, log = 'nx.log') {
  return runLogged(folder, [join(folder, 'node_modules', '.bin', 'nx'), ...args], {
    log: join(folder, '.git', log),
    env: {
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_INTERACTIVE: 'false',
      // What an earlier checkout of the repository has stored would be replayed.
      NX_CACHE_DIRECTORY: join(folder, '.nx', 'cache'),
    },
  });
}

/**
 * Runs targets and tells what became of each task.
 *
 * @returns {{seconds: number, output: string, tasks: Record<string, {green: boolean, cached: boolean}>}}
 */
export function runMany(folder, targets, projects, log) {
  const only = projects ? [`--projects=${projects.join(',')}`] : [];
  const args = ['run-many', '-t', ...targets, ...only, '--outputStyle=static', '--parallel=1'];
  const { seconds, output } = nx(folder, args, log);
  return { seconds, output, tasks: parseTasks(output) };
}

/**
 * The graph as Nx has it: Python projects by name, and the edges between them.
 *
 * @returns {{seconds: number, projects: {name: string, root: string, targets: string[]}[], edges: [string, string][]}}
 */
export function readGraph(folder) {
  const file = join(folder, '.git', 'graph.json');
  const { seconds, status, output } = nx(folder, ['graph', `--file=${file}`], 'graph.log');
  if (status !== 0) throw new Error(`There is no graph.\n${output}`);
  const { graph } = JSON.parse(readFileSync(file, 'utf8'));
  const projects = Object.entries(graph.nodes)
    .filter(([, { data }]) => isPython(data))
    .map(([name, { data }]) => ({
      name,
      root: data.root,
      targets: Object.keys(data.targets ?? {}),
    }));
  const names = new Set(projects.map(({ name }) => name));
  const edges = projects.flatMap(({ name }) =>
    [...new Set(graph.dependencies[name].map(({ target }) => target))]
      .filter((target) => names.has(target))
      .map((target) => [name, target]),
  );
  return { seconds, projects, edges, all: Object.keys(graph.nodes).length };
}

function isPython({ targets = {} }) {
  return Object.values(targets).some(({ executor = '', metadata = {} }) =>
    [executor, ...(metadata.technologies ?? [])].some((text) =>
      /^(python|@nx-signal\/)/.test(text),
    ),
  );
}
