import type { ProjectGraph } from '@nx/devkit';
import { environmentOfCommand } from '../fingerprint/interpreter-input.js';

/**
 * The parts of a task's hash as Nx names them, both in its hash plans and in `task.hashDetails`:
 * `models:libs/models/**,!…`, `models:ProjectConfiguration`, `pypi:pydantic`, `env:HOME`.
 */
export type PlanPart =
  | { kind: 'project-files'; project: string; globs: string[] }
  | { kind: 'workspace-files'; globs: string[] }
  | { kind: 'configuration'; project: string }
  | { kind: 'typescript'; project: string }
  | { kind: 'external'; name: string }
  | { kind: 'all-externals' }
  | { kind: 'variable'; name: string }
  | { kind: 'interpreter'; environment: string }
  | { kind: 'runtime'; command: string }
  | { kind: 'other'; name: string };

/** What {@link parsePlanKey} must know about the graph to tell names apart. */
export interface PlanNames {
  isProject(name: string): boolean;
  isExternal(name: string): boolean;
}

/** The names in a graph. */
export function namesIn({ nodes, externalNodes = {} }: ProjectGraph): PlanNames {
  return { isProject: (name) => name in nodes, isExternal: (name) => name in externalNodes };
}

/** Splits at commas that are not inside braces. */
export function splitGlobs(text: string): string[] {
  const globs: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (character === ',' && depth === 0) {
      globs.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...globs, text.slice(start)].filter((glob) => glob !== '');
}

function workspaceGlobs(list: string): string[] {
  return splitGlobs(list).map((glob) => glob.replace('{workspaceRoot}/', ''));
}

function ofProject(key: string, names: PlanNames): PlanPart | undefined {
  const colon = key.indexOf(':');
  const project = key.slice(0, colon);
  if (colon < 0 || !names.isProject(project)) return undefined;
  const rest = key.slice(colon + 1);
  if (rest === 'ProjectConfiguration') return { kind: 'configuration', project };
  if (rest === 'TsConfig') return { kind: 'typescript', project };
  return { kind: 'project-files', project, globs: splitGlobs(rest) };
}

function ofCommand(command: string): PlanPart {
  const environment = environmentOfCommand(command);
  return environment === undefined
    ? { kind: 'runtime', command }
    : { kind: 'interpreter', environment };
}

/** Reads one part of a plan. What is unknown stays whole, so that it can still be compared. */
export function parsePlanKey(key: string, names: PlanNames): PlanPart {
  if (key === 'AllExternalDependencies') return { kind: 'all-externals' };
  if (names.isExternal(key)) return { kind: 'external', name: key };
  if (key.startsWith('workspace:[') && key.endsWith(']'))
    return { kind: 'workspace-files', globs: workspaceGlobs(key.slice('workspace:['.length, -1)) };
  if (key.startsWith('env:')) return { kind: 'variable', name: key.slice('env:'.length) };
  if (key.startsWith('runtime:')) return ofCommand(key.slice('runtime:'.length));
  return ofProject(key, names) ?? { kind: 'other', name: key };
}
