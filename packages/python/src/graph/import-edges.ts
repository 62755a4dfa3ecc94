import { type ImportEdges, importEdges } from '../imports/edges.js';
import type { ModuleFile } from '../imports/module-files.js';
import { ModuleOwners } from '../imports/module-owners.js';
import { type NamedProject, namedFiles } from '../imports/named-files.js';
import type { Workspace } from '../project/analyze.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { lockedSiblings } from './locked-siblings.js';

/** Every project, those that cannot be used included: others go on importing their modules. */
function importingProjects({ projects, broken }: Workspace): NamedProject[] {
  return [
    ...projects.map(({ directory, pythonFiles, pyproject }) => ({
      directory,
      pythonFiles,
      manifest: pyproject,
    })),
    ...broken.map(({ directory, pythonFiles }) => ({
      directory,
      pythonFiles,
      manifest: undefined,
    })),
  ];
}

/** The Python files whose imports matter, relative to the workspace root. */
export function importingFiles(workspace: Workspace): string[] {
  return importingProjects(workspace).flatMap(({ directory, pythonFiles }) =>
    pythonFiles.map((file) => (directory === '.' ? file : `${directory}/${file}`)),
  );
}

/** The modules of every project, by its folder. */
export function moduleFilesByProject(workspace: Workspace): Map<string, ModuleFile[]> {
  return new Map(
    importingProjects(workspace).map((project) => [project.directory, namedFiles(project)]),
  );
}

/** Whose modules there are, and what follows for each project whose files have not changed since. */
interface Resolved {
  filesByProject: ReadonlyMap<string, readonly ModuleFile[]>;
  /** All else that decides: declarations, environments, what is installed, locks. */
  key: string;
  owners: ModuleOwners;
  /** What each project imports, and the edges of it. */
  edges: Map<string, { imports: string; targets: ImportEdges }>;
}

let resolved: Resolved | undefined;

function sameModules(left: Resolved['filesByProject'], right: Resolved['filesByProject']): boolean {
  return (
    left.size === right.size && [...left].every(([project, files]) => right.get(project) === files)
  );
}

function targetsByProject(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const targets = new Map<string, Set<string>>();
  for (const [from, to] of pairs) {
    const known = targets.get(from);
    if (known) known.add(to);
    else targets.set(from, new Set([to]));
  }
  return targets;
}

function environmentsOf({ projects, broken }: Workspace): Map<string, string> {
  return new Map([...projects, ...broken].map((one) => [one.directory, one.environment]));
}

/** Projects that are not installed: nobody but themselves finds their modules. */
function unsharedProjects({ projects }: Workspace): Set<string> {
  return new Set(projects.flatMap(({ directory, installed }) => (installed ? [] : [directory])));
}

/** What was resolved before, as long as all that decides it is the same; else nothing. */
function resolvedFor(
  filesByProject: Resolved['filesByProject'],
  unshared: ReadonlySet<string>,
  key: string,
): Resolved {
  if (resolved?.key !== key || !sameModules(resolved.filesByProject, filesByProject)) {
    const owners = new ModuleOwners(filesByProject, unshared);
    resolved = { filesByProject, key, owners, edges: new Map() };
  }
  return resolved;
}

/**
 * Edges that imports make, between the folders of projects. All files are resolved against the
 * module owners of this very graph: a project that comes, goes or is renamed moves edges at once.
 *
 * @param scans - packed imports by file
 * @param declared - pairs of folders out of declarations
 */
export function importedEdges(
  graph: PythonGraph,
  scans: ReadonlyMap<string, string>,
  declared: readonly (readonly [string, string])[],
): ImportEdges {
  const filesByProject = moduleFilesByProject(graph.workspace);
  const environments = environmentsOf(graph.workspace);
  const unshared = unsharedProjects(graph.workspace);
  const locks = [...graph.locks].map(([environment, { digest }]) => [environment, digest]);
  const key = JSON.stringify([declared, [...environments], [...unshared], locks]);
  const { owners, edges } = resolvedFor(filesByProject, unshared, key);
  const declaredBy = targetsByProject(declared);
  const { finds } = lockedSiblings(graph);
  const all: ImportEdges = new Map();
  for (const [project, files] of filesByProject) {
    const imports = files.map(({ file }) => scans.get(file) ?? '').join('\0');
    let known = edges.get(project);
    if (known?.imports !== imports) {
      const targets = importEdges({
        filesByProject: new Map([[project, files]]),
        scans,
        owners,
        declared: declaredBy,
        environments,
        finds,
      });
      known = { imports, targets };
      edges.set(project, known);
    }
    for (const [from, targets] of known.targets) all.set(from, targets);
  }
  return all;
}
