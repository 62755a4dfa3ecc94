import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph, TaskGraph } from '@nx/devkit';
import { runProcess } from '../process/run-process.js';

/** What enters hashes beside tracked files. */
export interface Surroundings {
  /** Where `.env` files may be. */
  folders: string[];
  /** Those whose output counts. */
  commands: string[];
  /** Names of those that are inputs. */
  variables: string[];
}

/** Parts of inputs of which is known what they depend on. */
const known = new Set([
  ...['input', 'projects', 'dependencies', 'fileset', 'runtime', 'env'],
  ...['externalDependencies', 'dependentTasksOutputFiles', 'transitive'],
]);

const isKnown = (input: unknown) =>
  typeof input === 'string' || Object.keys(Object(input)).every((part) => known.has(part));

/** What inputs name of one kind, each once. */
function named(inputs: readonly unknown[], kind: 'runtime' | 'env'): string[] {
  const all = inputs.map((input): unknown => Object(input)[kind]);
  return [...new Set(all.filter((one) => typeof one === 'string'))].sort();
}

/** Executors whose hashes are made of inputs alone. */
const isPlain = (executor = '') =>
  /^(?:@nx-signal\/python:(?:check|run)|nx:(?:noop|run-commands|run-script))$/.test(executor);

/**
 * What the hashes of tasks depend on beside tracked files; undefined where that cannot be told, or a
 * task is done each time that it is asked for.
 */
export function surroundingsOf(
  { nodes }: ProjectGraph,
  { tasks }: TaskGraph,
  nxJson: NxJsonConfiguration,
): Surroundings | undefined {
  const all = Object.values(tasks);
  const targets = all.map(({ target }) => nodes[target.project]?.data.targets?.[target.target]);
  const isDone = all.every(
    ({ cache, continuous }, index) =>
      !continuous && (cache || targets[index]?.executor === 'nx:noop'),
  );
  const sets = [nxJson.namedInputs, ...Object.values(nodes).map(({ data }) => data.namedInputs)];
  const lists = [
    ...targets.map((target) => target?.inputs ?? []),
    ...sets.flatMap((inputs) => Object.values(inputs ?? {})),
  ];
  const inputs: unknown[] = lists.flat();
  const isPlainAll = targets.every((target) => isPlain(target?.executor));
  if (!isDone || !isPlainAll || !inputs.every(isKnown)) return undefined;
  const roots = all.map(({ target }) => nodes[target.project]?.data.root ?? '.');
  return {
    folders: [...new Set(['.', ...roots])],
    commands: named(inputs, 'runtime'),
    variables: named(inputs, 'env'),
  };
}

/** Files at the root that decide about the graph, whether or not git tracks them. */
const atRoot =
  /^(?:(?:package(?:-lock)?|project)\.json|.*\.lockb?|pnpm-lock\.yaml|tsconfig(?:\.base)?\.json)$/;

/** The files in a folder from which Nx reads variables, and others that begin like them. */
function readFolder(root: string, folder: string): string[] {
  const path = join(root, folder);
  const names = readdirSync(path).filter(
    (name) => name.includes('.env') || (folder === '.' && atRoot.test(name)),
  );
  return names.map((name) => {
    try {
      return JSON.stringify([folder, name, readFileSync(join(path, name), 'latin1')]);
    } catch {
      return JSON.stringify([folder, name]);
    }
  });
}

/** Runs each of the arguments as Nx runs a command for a hash, and says how it ended. */
const runAll = 'for command do (eval "$command") 2>&1; printf "\\n%s\\n" $?; done';

/** Characters that a system takes as arguments, and then some. */
const most = 50_000;

/** Milliseconds that the commands may take. */
const patience = 10_000;

async function outputOf(root: string, commands: readonly string[]): Promise<string | undefined> {
  if (commands.length === 0) return '';
  if (commands.join().length > most) return undefined;
  const args = ['-c', runAll, 'sh', ...commands];
  const { exitCode, output } = await runProcess({
    command: 'sh',
    args,
    cwd: root,
    isErrand: true,
    timeout: patience,
  });
  return exitCode === 0 ? output : undefined;
}

/** What is found there now, with the variables of this process; undefined if it cannot be found out. */
export async function lookAround(
  root: string,
  { folders, commands }: Pick<Surroundings, 'folders' | 'commands'>,
): Promise<string | undefined> {
  try {
    // The commands run while the files are read.
    const printed = outputOf(root, commands);
    const files = folders.flatMap((folder) => readFolder(root, folder));
    const output = await printed;
    return output === undefined ? undefined : JSON.stringify([files, output]);
  } catch {
    return undefined;
  }
}
