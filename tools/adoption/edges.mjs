import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A parser of an older Python does not know newer syntax. What pyenv has works only where it is chosen. */
function newestPython() {
  const versions = ['3.14', '3.13', '3.12'];
  const all = versions.map((version) => ({
    program: `python${version}`,
    env: { ...process.env, PYENV_VERSION: version },
  }));
  const works = ({ program, env }) => spawnSync(program, ['--version'], { env }).status === 0;
  return all.find(works) ?? { program: 'python3', env: process.env };
}

/**
 * The edges as manifests and CPython's parser have them, with where each was seen.
 *
 * @param {string} folder
 * @param {{name: string, root: string}[]} projects
 * @returns {Record<string, string>} `a -> b` to the place
 */
export function readExpectedEdges(folder, projects) {
  const script = join(import.meta.dirname, 'read_edges.py');
  const { program, env } = newestPython();
  const { status, stdout, stderr } = spawnSync(program, [script], {
    env,
    input: JSON.stringify({ folder, projects: projects.map(({ name, root }) => ({ name, root })) }),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The imports could not be read.\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * What the graph has and manifests and imports have not, and the other way round. An edge that the table
 * of repositories explains is listed with the explanation and does not count.
 *
 * @param {[string, string][]} edges
 * @param {Record<string, string>} expected
 * @param {Record<string, string>} [explained]
 */
export function compareEdges(edges, expected, explained = {}) {
  const actual = new Set(edges.map(([from, to]) => `${from} -> ${to}`));
  const missing = Object.keys(expected).filter((edge) => !actual.has(edge));
  const more = [...actual].filter((edge) => !(edge in expected));
  const reason = (edge) =>
    Object.entries(explained).find(([pattern]) => matches(pattern, edge))?.[1];
  const list = (all, where) =>
    all.map((edge) => ({ edge, ...where(edge), explained: reason(edge) }));
  return {
    missing: list(missing, (edge) => ({ seen: expected[edge] })),
    more: list(more, () => ({})),
  };
}

/** `a -> *` stands for all edges of a. */
function matches(pattern, edge) {
  if (!pattern.includes('*')) return pattern === edge;
  const [start, end] = pattern.split('*');
  return edge.startsWith(start) && edge.endsWith(end);
}

/**
 * A project and all that can be reached from it against the edges.
 *
 * @param {string} start
 * @param {Iterable<[string, string]>} edges
 */
export function dependentsOf(start, edges) {
  const found = new Set([start]);
  for (const name of found) {
    for (const [from, to] of edges) if (to === name) found.add(from);
  }
  return [...found].sort();
}
