import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { globMatcher, listWorkspaceFiles } from '../../nx-internal.js';
import { joinPath } from '../../paths.js';
import { filesOfProject } from '../../project-files.js';
import { parsePyproject } from '../../toml/pyproject.js';
import type { ImageOptions } from '../image-options.js';
import { contextError } from './context-error.js';
import type { ContextPlan } from './context-file.js';
import { readIgnoreFile } from './ignore-file.js';
import { plainContext } from './plain-context.js';
import { type PrunedContextSources, prunedContext } from './pruned-context.js';

/** The part of Nx's context that making a build context needs. */
export type ImageContext = Pick<ExecutorContext, 'root' | 'projectsConfigurations'> &
  Partial<Pick<ExecutorContext, 'projectGraph'>>;

/** The named input that holds what dependents' images take of a project. */
const imageInput = 'pyImage';

function textOf(root: string, file: string): string | undefined {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The nearest ignore file: beside the Dockerfile under its name, else the one of the context. */
function ignoreFile(root: string, dockerfile: string) {
  const own = textOf(root, `${dockerfile}.dockerignore`);
  const byRoot = new Map<string, (path: string) => boolean>();
  return (contextRoot: string, path: string) => {
    let ignores = byRoot.get(contextRoot);
    if (!ignores) {
      ignores = readIgnoreFile(own ?? textOf(root, joinPath(contextRoot, '.dockerignore')) ?? '');
      byRoot.set(contextRoot, ignores);
    }
    return ignores(path);
  };
}

/** Names of all projects that a project depends on in Nx, at any depth, and its own. */
function reachable(name: string, { projectGraph }: ImageContext): Set<string> | undefined {
  if (!projectGraph) return undefined;
  const reached = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...(projectGraph.dependencies[next] ?? []).map(({ target }) => target));
  }
  return reached;
}

/** The lock may know of a dependency that no manifest declares; then its files are in no hash. */
function checkInputs(plan: ContextPlan, name: string, context: ImageContext): void {
  const reached = reachable(name, context);
  const projects = Object.entries(context.projectsConfigurations?.projects ?? {});
  for (const directory of plan.projects) {
    const [other] = projects.find(([, { root }]) => root === directory) ?? [];
    if (!reached || other === undefined || reached.has(other)) continue;
    throw contextError(
      `The image contains ${directory}, on which ${name} does not depend in Nx, so its files are not in the hash.`,
      `declare the dependency in pyproject.toml, or name "${other}" in implicitDependencies.`,
    );
  }
}

/** The context of an image: which files, and where each comes from. */
export async function readContext(
  name: string,
  options: ImageOptions,
  context: ImageContext,
): Promise<ContextPlan> {
  const { root } = context;
  const projects = Object.values(context.projectsConfigurations?.projects ?? {});
  const project = context.projectsConfigurations?.projects[name]?.root ?? '.';
  const { environment } = options;
  const files = await listWorkspaceFiles(root, ['**/*']);
  const isIgnored = ignoreFile(root, joinPath(project, options.dockerfile));
  if (options.context !== 'pruned') {
    const folder = options.context === 'project' ? project : '.';
    return plainContext({ root: folder, project, files, isIgnored });
  }
  const match = await globMatcher();
  const roots = projects.map((other) => other.root);
  const known = new Set(files);
  const lockText = textOf(root, joinPath(environment, 'uv.lock'));
  if (lockText === undefined) {
    throw contextError(
      'A pruned context needs a uv.lock, and there is none.',
      'run `uv lock`, or set `context` of this target to "project" or "workspace".',
    );
  }
  const extraFiles = options.files ?? [];
  const extra = extraFiles.length > 0 ? match(extraFiles, files) : [];
  const sources: PrunedContextSources = {
    project,
    environment,
    lockText,
    extras: options.extras ?? [],
    groups: options.groups ?? [],
    files: files.filter((_, index) => extra[index]),
    isTracked: (file) => known.has(file),
    isIgnored,
    manifest: (directory) => {
      const file = joinPath(directory, 'pyproject.toml');
      const text = textOf(root, file);
      return text === undefined ? undefined : parsePyproject(file, text).data;
    },
    filesOf: (directory) => {
      const found = projects.find((other) => other.root === directory);
      return found && filesOfProject(found, imageInput, roots, files, match);
    },
  };
  const plan = prunedContext(sources);
  checkInputs(plan, name, context);
  return plan;
}
