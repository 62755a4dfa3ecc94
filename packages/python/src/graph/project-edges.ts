import { testFoldersOf } from '../fingerprint/named-inputs.js';
import type { ImportPlace } from '../imports/edges.js';
import { isInside, relativeInside } from '../paths.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { cycleNumbers } from './cycles.js';
import { declaredEdges, type Edge } from './declared-edges.js';
import { importedEdges } from './import-edges.js';

/** All edges between projects, each pair once. */
export interface ProjectEdges {
  all: Edge[];
  /** Those of them that only the tests or groups of the first need: its dependents see nothing of the second. */
  development: ReadonlySet<Edge>;
}

const keyOf = ([from, to]: Edge) => `${from}\0${to}`;

const testFile = /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

/** Tells whether an import stands where no dependent of the project comes. */
class TestPlaces {
  readonly #folders = new Map<string, readonly string[]>();

  constructor({ workspace: { projects, broken } }: PythonGraph) {
    const all = [...projects, ...broken].map(({ directory }) => directory);
    for (const facts of projects) {
      const { directory } = facts;
      // pytest reads the `conftest.py` of a folder for projects inside of it, too.
      const isAround = all.some((other) => other !== directory && isInside(other, directory));
      if (!isAround) this.#folders.set(directory, testFoldersOf(facts));
    }
  }

  has(project: string, { file, private: isPrivate }: ImportPlace): boolean {
    const folders = this.#folders.get(project);
    if (!folders || !isPrivate) return false;
    const path = relativeInside(file, project);
    return testFile.test(path) || folders.some((folder) => isInside(path, folder));
  }
}

/** Declared and imported edges together. */
export function projectEdges(graph: PythonGraph, scans: ReadonlyMap<string, string>): ProjectEdges {
  const { all, declarations } = declaredEdges(graph);
  const imports = importedEdges(graph, scans, all);
  const imported = [...imports].flatMap(([from, targets]) =>
    [...targets.keys()].map((to): Edge => [from, to]),
  );
  const pairs = new Map([...all, ...imported].map((edge) => [keyOf(edge), edge]));
  const isImported = new Set(imported.map(keyOf));
  const shipped = new Set<string>();
  const numbers = cycleNumbers([...pairs.values()]);
  for (const { edge, isProduction, isAlways, isOffered } of declarations) {
    const [from, to] = edge;
    // An extra that depends on what offers it would make every project around depend on every other.
    const isCircle = numbers.get(from) === numbers.get(to);
    if (isProduction || (isOffered && !isCircle)) shipped.add(keyOf(edge));
    else if (!isAlways && !isImported.has(keyOf(edge))) pairs.delete(keyOf(edge));
  }
  const places = new TestPlaces(graph);
  const development = [...pairs.values()].filter((edge) => {
    const [from, to] = edge;
    return (
      !shipped.has(keyOf(edge)) &&
      (imports.get(from)?.get(to) ?? []).every((place) => places.has(from, place))
    );
  });
  return { all: [...pairs.values()], development: new Set(development) };
}
