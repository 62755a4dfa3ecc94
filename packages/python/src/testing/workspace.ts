import type { ProjectConfiguration, ProjectGraphExternalNode } from '@nx/devkit';
import { buildOrder } from '../graph/build-order.js';
import type { ProjectOptions, WorkspaceOptions } from '../options/schema.js';
import { validateProjectOptions } from '../options/validate.js';
import type { ProjectFacts } from '../project/facts.js';
import { createNodesFrom } from '../targets/create-nodes.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import { derivePythonGraph, type PythonGraph } from '../workspace/python-graph.js';
import type { WorkspaceFiles } from '../workspace/read-workspace.js';

/** Files of a made-up workspace: paths relative to its root, and texts. */
export type Texts = Record<string, string>;

function only(texts: Texts, names: RegExp): Map<string, string> {
  return new Map(
    Object.entries(texts).filter(([file]) => names.test(file.slice(file.lastIndexOf('/') + 1))),
  );
}

/** The texts in the form in which they are read from a disk. */
export function workspaceFiles(texts: Texts): WorkspaceFiles {
  return {
    files: Object.keys(texts)
      .filter((file) => !file.startsWith('../'))
      .sort(),
    pyprojectTexts: new Map(
      [...only(texts, /^pyproject\.toml$/)].filter(([file]) => !file.startsWith('../')),
    ),
    configTexts: new Map([
      ...only(
        texts,
        /^(?!pyproject\.toml$).*\.(toml|ini|cfg)$|^pyrightconfig|\.base\.json$|^conftest\.py$|^\.python/,
      ),
      ...[...only(texts, /^pyproject\.toml$/)].filter(([file]) => file.startsWith('../')),
    ]),
    commandTexts: only(
      texts,
      /^(?:Makefile|noxfile\.py|tox\.ini|package\.json|\.pre-commit-config\.yaml|settings\.json)$|\.yml$/,
    ),
    setupTexts: only(texts, /^setup\.py$|^Cargo\.toml$|requirements.*\.(txt|in)$/),
    lockTexts: only(texts, /^(uv|poetry)\.lock$/),
    nxProjects: [],
    ignoredModules: [],
    hiddenModules: [],
    links: [],
    realFiles: new Map(),
    foldersAbove: [
      ...new Set(
        Object.keys(texts).flatMap((file) => /^(?:\.\.\/)+/.exec(file)?.[0].slice(0, -1) ?? []),
      ),
    ].sort(),
    inRepository: 'repository/py',
    otherFolders: [],
    checkouts: [],
    ignoredLocks: new Set(),
  };
}

/** Checks `[tool.nx-signal]` the way the plugin does. */
export function validateProject({ file, text, data }: Pyproject): ProjectOptions {
  return validateProjectOptions(valueAt(data, 'tool.nx-signal'), {
    file,
    prefix: 'tool.nx-signal',
    lineOf: (key) => lineOfKey(text, key),
  });
}

/** The graph of a made-up workspace. */
export function graphOf(texts: Texts, options: WorkspaceOptions = {}): PythonGraph {
  return derivePythonGraph(workspaceFiles(texts), options, validateProject);
}

/** The facts about the project in a folder, which must be usable. */
export function factsOf(
  texts: Texts,
  directory: string,
  options: WorkspaceOptions = {},
): ProjectFacts {
  const { projects, broken } = graphOf(texts, options).workspace;
  const facts = projects.find((project) => project.directory === directory);
  if (!facts) throw broken[0]?.error ?? new Error(`no project in ${directory}`);
  return facts;
}

/** What Nx is told about a workspace. */
export interface Nodes {
  /** By folder. */
  projects: Record<string, ProjectConfiguration>;
  externalNodes: Record<string, ProjectGraphExternalNode>;
}

/** All that createNodes returns, put together as Nx does it. */
export function nodesOf(
  graph: PythonGraph,
  rootName: string | undefined = 'workspace',
  seen?: Parameters<typeof createNodesFrom>[2],
): Nodes {
  const nodes: Nodes = { projects: {}, externalNodes: {} };
  for (const [, result] of createNodesFrom(graph, rootName, seen, undefined, buildOrder(graph))) {
    Object.assign(nodes.externalNodes, result.externalNodes);
    for (const [root, project] of Object.entries(result.projects ?? {})) {
      const known = nodes.projects[root];
      const targets = { ...known?.targets, ...project.targets };
      nodes.projects[root] = { ...known, ...(project as ProjectConfiguration), targets };
    }
  }
  return nodes;
}

/** The targets of the project in a folder. */
export function targetsOf(
  texts: Texts,
  directory: string,
  options: WorkspaceOptions = {},
): NonNullable<ProjectConfiguration['targets']> {
  return nodesOf(graphOf(texts, options)).projects[directory]?.targets ?? {};
}
