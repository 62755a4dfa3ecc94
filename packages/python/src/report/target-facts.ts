import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { targetKinds } from '../options/names.js';

/** What a target is, as far as a report needs it. */
export interface TargetFacts {
  /** What it is here, such as `lint`; null for those of other plugins. */
  kind: string | null;
  tool: string | null;
  /** It does nothing itself, as `signal`. */
  isAggregate: boolean;
  /** Folder of its reports, relative to the workspace root. */
  report: string | undefined;
}

/** Tells what a target is; with no graph at hand, by its name. */
export type TargetsOf = (project: string, target: string) => TargetFacts;

/** The part of a target's configuration that is looked at. */
interface Target {
  executor?: string | undefined;
  options?: unknown;
}

/** A graph, as Nx hands it on and as it stores it. */
export interface TargetGraph {
  nodes?: Record<string, { data?: { targets?: Record<string, Target> } }>;
}

interface Options {
  kind?: string;
  testKind?: string;
  tool?: string;
  report?: string;
}

const own = '@nx-signal/python:';

const tools: Record<string, string> = {
  lint: 'ruff',
  fix: 'ruff',
  audit: 'nx-signal audit',
  'docker-build': 'docker',
  build: 'uv build',
  bundle: 'nx-signal bundle',
  'nx-release-publish': 'uv publish',
};

/** Kinds of targets whose options do not say one, by their executors. */
const byExecutor: Record<string, string> = {
  [`${own}docker-build`]: 'docker-build',
  [`${own}build`]: 'build',
  [`${own}bundle`]: 'bundle',
  [`${own}publish`]: 'nx-release-publish',
};

function byName(target: string): TargetFacts {
  const isKind = (targetKinds as readonly string[]).includes(target);
  const kind = isKind ? target : null;
  const isAggregate = kind === 'signal' || kind === 'confidence' || target === 'python-inputs';
  return { kind, tool: tools[target] ?? null, isAggregate, report: undefined };
}

function factsOf(name: string, { executor = '', options }: Target): TargetFacts {
  const isAggregate = executor === 'nx:noop';
  if (!executor.startsWith(own)) {
    const named = byName(name);
    return isAggregate
      ? { ...named, isAggregate }
      : { kind: name === 'build' ? 'build' : null, tool: null, isAggregate, report: undefined };
  }
  const { kind: written, testKind, tool, report } = (options ?? {}) as Options;
  // A project that cannot be used has targets of the usual names.
  const known = byExecutor[executor] ?? (written === 'broken' ? byName(name).kind : written);
  const kind = known === 'test' ? (testKind ?? name) : (known ?? null);
  const started = known === 'test' ? 'pytest' : (tool ?? (kind && tools[kind]) ?? null);
  return { kind, tool: started || null, isAggregate, report };
}

/** Targets as a graph has them. */
export function targetsIn(graph: TargetGraph | undefined): TargetsOf {
  return (project, name) => {
    const target = graph?.nodes?.[project]?.data?.targets?.[name];
    return target ? factsOf(name, target) : byName(name);
  };
}

/** Of each graph whether any project is audited: a report is written several times in a run. */
const audited = new WeakMap<TargetGraph, boolean>();

/** Whether any project is audited. */
export function hasAudit(graph: TargetGraph | undefined): boolean {
  if (graph === undefined) return false;
  const has =
    audited.get(graph) ??
    Object.values(graph.nodes ?? {}).some(({ data }) =>
      Object.entries(data?.targets ?? {}).some(
        ([name, target]) => factsOf(name, target).kind === 'audit',
      ),
    );
  audited.set(graph, has);
  return has;
}

/** The graph that Nx has stored last; undefined where there is none. Nothing is computed. */
export function storedGraph(workspaceRoot: string): TargetGraph | undefined {
  try {
    const file = join(dirname(dataFolder(workspaceRoot)), 'project-graph.json');
    return JSON.parse(readFileSync(file, 'utf8')) as TargetGraph;
  } catch {
    return undefined;
  }
}
