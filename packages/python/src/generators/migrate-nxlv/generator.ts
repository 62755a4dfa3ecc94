import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GeneratorCallback,
  logger,
  type NxJsonConfiguration,
  readJson,
  removeDependenciesFromPackageJson,
  type Tree,
  writeJson,
} from '@nx/devkit';
import { targetKinds } from '../../options/names.js';
import { registeredOptions } from '../../options/registered-options.js';
import { joinPath } from '../../paths.js';
import type { ProjectFacts } from '../../project/facts.js';
import { createNodesFrom } from '../../targets/create-nodes.js';
import { lockEnvironment } from '../../uv/lock-environment.js';
import { buildGraph } from '../../workspace/build-graph.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { forNx } from '../for-nx.js';
import { migrateNxJson } from './migrate-nx-json.js';
import { type Inferred, migrateProject, type ProjectJson } from './migrate-project.js';

interface Report {
  lines: string[];
  leftovers: string[];
}

function report({ lines, leftovers }: Report, heading: string, changes: string[], left: string[]) {
  if (changes.length > 0) lines.push(heading, ...changes.map((change) => `  ${change}`));
  leftovers.push(...left.map((what) => `${heading}: ${what}`));
}

type Nodes = ReturnType<typeof createNodesFrom>;

function inferredOf(facts: ProjectFacts, nodes: Nodes): Inferred {
  const node = nodes
    .map(([, { projects }]) => projects?.[facts.directory])
    .find((found) => found?.name !== undefined);
  const kinds = [...targetKinds, 'build'] as const;
  const targets = kinds.flatMap((kind): [string, string][] => {
    const name = kind === 'build' ? kind : facts.options.targetName(kind);
    return node?.targets?.[name] ? [[kind, name]] : [];
  });
  return { name: facts.name, projectType: node?.projectType, targets: new Map(targets) };
}

function migrateProjects(tree: Tree, graph: PythonGraph, usesRelease: boolean, all: Report): void {
  const nodes = createNodesFrom(graph, undefined);
  for (const facts of graph.workspace.projects) {
    const file = joinPath(facts.directory, 'project.json');
    if (!tree.exists(file)) continue;
    const old = readJson<ProjectJson>(tree, file);
    const { json, changes, leftovers } = migrateProject(old, inferredOf(facts, nodes), usesRelease);
    if (json === undefined) {
      tree.delete(file);
      changes.push('project.json: removed, since inference says all that was left of it');
    } else if (json !== old) writeJson(tree, file, json);
    report(all, file, changes, leftovers);
  }
}

function reportBroken({ workspace }: PythonGraph, { lines }: Report): void {
  for (const { file, error } of workspace.broken)
    lines.push(`${file}: left alone, since it cannot be used: ${error.message}`);
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
      'package.json: @nxlv/python stays, since only it can run',
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
    if (!has('uv.lock') && !has('poetry.lock')) await lockEnvironment(workspaceRoot, environment);
  }
}

async function migrateNxlv(tree: Tree): Promise<GeneratorCallback | undefined> {
  const nxJson = readJson<NxJsonConfiguration>(tree, 'nx.json');
  const graph = await buildGraph(tree.root, registeredOptions(nxJson));
  const all: Report = { lines: [], leftovers: [] };
  migrateProjects(tree, graph, nxJson.release !== undefined, all);
  const migrated = migrateNxJson(nxJson);
  if (migrated.changes.length > 0) writeJson(tree, 'nx.json', migrated.json);
  report(all, 'nx.json', migrated.changes, migrated.leftovers);
  const install = dropPackage(tree, all);
  if (all.lines.length === 0) {
    logger.info('Nothing here is of @nxlv/python.');
    return undefined;
  }
  reportBroken(graph, all);
  logger.info(all.lines.join('\n'));
  return async () => {
    await install?.();
    await lockWhatLacksOne(tree.root, graph);
  };
}

/** Turns a workspace on @nxlv/python into one on this plugin, and says what changed. */
export default forNx(migrateNxlv);
