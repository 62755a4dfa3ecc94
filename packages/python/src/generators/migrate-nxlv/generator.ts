import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GeneratorCallback,
  getProjects,
  logger,
  type NxJsonConfiguration,
  type ProjectConfiguration,
  readJson,
  removeDependenciesFromPackageJson,
  type TargetConfiguration,
  type Tree,
  writeJson,
} from '@nx/devkit';
import { targetKinds } from '../../options/names.js';
import { registeredOptions } from '../../options/registered-options.js';
import { joinPath } from '../../paths.js';
import { isOfPoetry } from '../../project/extras.js';
import type { ProjectFacts } from '../../project/facts.js';
import { readDeclaredDependencies } from '../../project/requirements.js';
import { createNodesFrom } from '../../targets/create-nodes.js';
import { lockEnvironment } from '../../uv/lock-environment.js';
import { buildGraph } from '../../workspace/build-graph.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { forNx } from '../for-nx.js';
import { migrateNxJson } from './migrate-nx-json.js';
import {
  type Inferred,
  type MigratedProject,
  migrateProject,
  type ProjectJson,
} from './migrate-project.js';
import { type Renames, renameDependencies } from './rename-dependencies.js';

interface Report {
  lines: string[];
  leftovers: string[];
}

function report({ lines, leftovers }: Report, heading: string, changes: string[], left: string[]) {
  if (changes.length > 0) lines.push(heading, ...changes.map((change) => `  ${change}`));
  leftovers.push(...left.map((what) => `${heading}: ${what}`));
}

type Nodes = ReturnType<typeof createNodesFrom>;

function toolsOf(facts: ProjectFacts, { locks, workspace }: PythonGraph) {
  const lock = locks.get(facts.environment);
  const root = workspace.pyprojects.find(({ directory }) => directory === facts.environment);
  const declared = root ? readDeclaredDependencies(root).names : new Set<string>();
  return {
    manager: usesPoetry(facts, lock?.lock.format) ? ('poetry' as const) : ('uv' as const),
    lacksRuff: ![facts.declared.names, declared, lock?.byDistribution].some((names) =>
      names?.has('ruff'),
    ),
  };
}

function usesPoetry({ pyproject }: ProjectFacts, format?: string): boolean {
  return format === 'poetry' || (!format && isOfPoetry(pyproject));
}

function inferredOf(facts: ProjectFacts, nodes: Nodes, graph: PythonGraph): Inferred {
  const node = nodes
    .map(([, { projects }]) => projects?.[facts.directory])
    .find((found) => found?.name !== undefined);
  const targets = targetKinds.flatMap((kind): [string, string][] => {
    const name = facts.options.targetName(kind);
    return node?.targets?.[name] ? [[kind, name]] : [];
  });
  return {
    name: facts.name,
    projectType: node?.projectType,
    targets: new Map(targets),
    ...toolsOf(facts, graph),
  };
}

/** New names of targets by project, as its project.json or inference names it. */
type RenamedTargets = Map<string, MigratedProject['renamed']>;

function migrateProjects(
  tree: Tree,
  graph: PythonGraph,
  usesRelease: boolean,
  all: Report,
): RenamedTargets {
  const nodes = createNodesFrom(graph, undefined);
  const renamed: RenamedTargets = new Map();
  for (const facts of graph.workspace.projects) {
    const file = joinPath(facts.directory, 'project.json');
    if (!tree.exists(file)) continue;
    const old = readJson<ProjectJson>(tree, file);
    const migrated = migrateProject(old, inferredOf(facts, nodes, graph), usesRelease);
    const { json, changes, leftovers } = migrated;
    for (const name of new Set([old.name ?? facts.name, facts.name]))
      renamed.set(name, migrated.renamed);
    if (json === undefined) {
      tree.delete(file);
      changes.push('project.json: removed, because everything left in it is inferred');
    } else if (json !== old) writeJson(tree, file, json);
    report(all, file, changes, leftovers);
  }
  return renamed;
}

/** Lets what depends on targets of other projects, in whatever language, follow their new names. */
function renameAcross(tree: Tree, renames: Renames, all: Report): void {
  const rename = (file: string, targets: Record<string, TargetConfiguration> = {}) => {
    const changed = Object.entries(targets).flatMap(([name, target]) => {
      const next = renameDependencies(target, renames);
      if (next === target) return [];
      targets[name] = next;
      return [`${name}: dependsOn follows the new names of targets`];
    });
    report(all, file, changed, []);
    return changed.length > 0;
  };
  for (const { root } of getProjects(tree).values()) {
    const file = joinPath(root, 'project.json');
    if (!tree.exists(file)) continue;
    const json = readJson<ProjectJson>(tree, file);
    if (rename(file, json.targets)) writeJson(tree, file, json);
  }
  const nxJson = readJson<NxJsonConfiguration>(tree, 'nx.json');
  if (rename('nx.json', nxJson.targetDefaults as Record<string, TargetConfiguration>))
    writeJson(tree, 'nx.json', nxJson);
}

/** Whether a target of an old name is left in some project. */
function keptTargets(
  projects: Iterable<[string, ProjectConfiguration]>,
  renamed: RenamedTargets,
): (name: string) => boolean {
  const kept = [...projects].flatMap(([project, { targets = {} }]) =>
    Object.keys(targets).filter((name) => !renamed.get(project)?.has(name)),
  );
  const names = new Set(kept);
  return (name) => names.has(name);
}

function reportLocks(tree: Tree, { ignoredLocks }: PythonGraph, { lines }: Report): void {
  for (const environment of ignoredLocks) {
    const names = ['uv.lock', 'poetry.lock'].map((name) => joinPath(environment, name));
    const file = names.find((name) => tree.exists(name));
    if (file)
      lines.push(
        `${file}: git ignores it. Track it, so that everyone, including the cache, has the same versions`,
      );
  }
}

function reportBroken({ workspace }: PythonGraph, { lines }: Report): void {
  for (const { file, error } of workspace.broken)
    lines.push(`${file}: left alone, because it cannot be used: ${error.message}`);
}

function isInstalled(tree: Tree): boolean {
  if (!tree.exists('package.json')) return false;
  const { dependencies, devDependencies } = readJson(tree, 'package.json');
  return '@nxlv/python' in { ...dependencies, ...devDependencies };
}

/** Drops the package, unless something is left that only it can run. */
function dropPackage(tree: Tree, all: Report): GeneratorCallback | undefined {
  if (!isInstalled(tree)) return undefined;
  if (all.leftovers.length > 0) {
    all.lines.push(
      'package.json: @nxlv/python stays, because only it can run',
      ...all.leftovers.map((what) => `  ${what}`),
    );
    return undefined;
  }
  all.lines.push('package.json: @nxlv/python removed');
  return removeDependenciesFromPackageJson(tree, ['@nxlv/python'], ['@nxlv/python']);
}

async function lockWhatLacksOne(workspaceRoot: string, graph: PythonGraph): Promise<void> {
  const environments = new Set(graph.workspace.projects.map(({ environment }) => environment));
  for (const environment of environments) {
    const has = (name: string) => existsSync(join(workspaceRoot, environment, name));
    const usesUv = graph.workspace.projects.some(
      (facts) =>
        facts.environment === environment && !usesPoetry(facts) && !facts.pyproject.namedIn,
    );
    if (usesUv && !has('uv.lock') && !has('poetry.lock'))
      await lockEnvironment(workspaceRoot, environment);
  }
}

async function migrateNxlv(tree: Tree): Promise<GeneratorCallback | undefined> {
  const nxJson = readJson<NxJsonConfiguration>(tree, 'nx.json');
  const graph = await buildGraph(tree.root, registeredOptions(nxJson));
  const all: Report = { lines: [], leftovers: [] };
  const before = [...getProjects(tree)];
  const renamed = migrateProjects(tree, graph, nxJson.release !== undefined, all);
  const migrated = migrateNxJson(nxJson, all.leftovers.length > 0);
  if (migrated.changes.length > 0) writeJson(tree, 'nx.json', migrated.json);
  report(all, 'nx.json', migrated.changes, migrated.leftovers);
  renameAcross(tree, { projects: renamed, isKept: keptTargets(before, renamed) }, all);
  const install = dropPackage(tree, all);
  if (all.lines.length === 0) {
    logger.info('Nothing here uses @nxlv/python.');
    return undefined;
  }
  reportBroken(graph, all);
  reportLocks(tree, graph, all);
  logger.info(all.lines.join('\n'));
  return async () => {
    await install?.();
    await lockWhatLacksOne(tree.root, graph);
  };
}

/** Turns a workspace on @nxlv/python into one on this plugin, and says what changed. */
export default forNx(migrateNxlv);
