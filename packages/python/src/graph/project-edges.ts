import { testFoldersOf } from '../fingerprint/named-inputs.js';
import type { ImportEdges, ImportPlace } from '../imports/edges.js';
import { isInside, relativeInside } from '../paths.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { cycleNumbers } from './cycles.js';
import { type DeclaredEdges, declaredEdges, type Edge } from './declared-edges.js';
import { importedEdges } from './import-edges.js';

/** All edges between projects, each pair once. */
export interface ProjectEdges {
  all: Edge[];
  /** Those of them that only tests, groups or extras of the first need: its dependents see nothing of the second. */
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

interface Known {
  graph: PythonGraph;
  imports: ImportEdges;
  edges: ProjectEdges;
}

/** Those of the last call: both hooks ask, and again whenever a module was edited. */
let known: Known | undefined;

/** What a project imports is the same object as long as nothing that decides it has changed. */
function isSame(left: ImportEdges, right: ImportEdges): boolean {
  return (
    left.size === right.size &&
    [...left].every(([project, targets]) => right.get(project) === targets)
  );
}

/** Declared and imported edges together. */
export function projectEdges(graph: PythonGraph, scans: ReadonlyMap<string, string>): ProjectEdges {
  const declared = declaredEdges(graph);
  const imports = importedEdges(graph, scans, declared.all);
  if (known?.graph !== graph || !isSame(known.imports, imports))
    known = { graph, imports, edges: joinedEdges(graph, declared, imports) };
  return known.edges;
}

function joinedEdges(
  graph: PythonGraph,
  { all, declarations }: DeclaredEdges,
  imports: ImportEdges,
): ProjectEdges {
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
    if (isProduction) shipped.add(keyOf(edge));
    else if (isOffered && isCircle && !isAlways && !isImported.has(keyOf(edge)))
      pairs.delete(keyOf(edge));
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
