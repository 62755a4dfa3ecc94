import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Lock } from '../lock/lock.js';
import { readLock } from '../lock/read-lock.js';
import { lockNames } from '../lock/read-locks.js';
import { asCacheCount, countsInWords } from '../native/sccache-stats.js';
import { joinPath } from '../paths.js';
import type { CacheFigures } from '../process/cache-counts.js';
import type { BuildOptions } from './build-options.js';
import { type Built, buildProject } from './build-project.js';
import { buildConstraints, floating } from './constraints.js';
import { findPython } from './find-python.js';
import { readManifest } from './project-manifest.js';
import { sourceDateOf } from './source-date.js';
import { type BuildContext, stagedFiles } from './staged-files.js';
import { variablesOfBuild } from './variables.js';

const defaultTimeoutSeconds = 3600;

/** A task of Nx that builds a project. */
export interface BuildTask {
  project: string;
  target: string;
  /** Folder of the project, relative to the workspace root. */
  directory: string;
  options: BuildOptions;
  context: BuildContext;
  /** Called with lines for the user. */
  show(line: string): void;
  /** Is told what the compiler cache did, where anything was compiled. */
  onCounted(figures: CacheFigures): void;
}

/** The lock of an environment; undefined where there is none. */
function lockOf(workspaceRoot: string, environment: string): Lock | undefined {
  const files = lockNames.map((name) => joinPath(environment, name));
  const file = files.find((name) => existsSync(join(workspaceRoot, name)));
  if (file === undefined) return undefined;
  return readLock(file, readFileSync(join(workspaceRoot, file), 'utf8'));
}

function kilobytes(path: string): string {
  return `${Math.ceil(statSync(path).size / 1000)} kB`;
}

function tell({ project, show, options, context, onCounted }: BuildTask, built: Built): void {
  for (const note of built.notes) show(note);
  for (const name of built.files) {
    const file = joinPath(options.output, name);
    show(`Built ${file} (${kilobytes(join(context.root, file))})`);
  }
  const counted = countsInWords(built.counts);
  if (counted === undefined || !built.counts) return;
  show(counted);
  onCounted({ sccache: asCacheCount(built.counts, [project]) });
}

/**
 * Builds what a task of Nx stands for, and tells what came of it.
 *
 * @throws SignalError as {@link buildProject} and {@link findPython} do
 */
export async function runBuild(task: BuildTask): Promise<void> {
  const { project, target, directory, options, context } = task;
  const { root } = context;
  const { environment, sourceDate, timeout = defaultTimeoutSeconds, args = [], env = [] } = options;
  const files = await stagedFiles(project, target, options.required, context);
  const manifest = readManifest(root, directory, files);
  const { requirements, manifests } = manifest;
  const pins = buildConstraints(lockOf(root, environment), requirements, manifests);
  const date = await sourceDateOf(root, directory, sourceDate);
  const built = await buildProject({
    workspaceRoot: root,
    directory,
    manifest,
    files,
    required: options.required,
    output: options.output,
    python: await findPython(root, environment),
    date,
    constraints: pins,
    args,
    variables: variablesOfBuild(env, date),
    timeout,
  });
  const free = floating(requirements, pins, manifests);
  if (free.length > 0)
    built.notes.push(
      `note: no version is pinned for ${free.join(', ')}; build-constraint-dependencies in [tool.uv] can pin it.`,
    );
  tell(task, built);
}
