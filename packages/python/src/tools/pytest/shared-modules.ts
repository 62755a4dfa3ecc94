import { hash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allSitePackages } from '../../environment/site-packages.js';
import { writeWhole } from '../../process/write-whole.js';
import type { ToolWorkspace } from '../tool-task.js';

/** What the zygote has found out about modules: see `nx_signal/filling.py`. */
export interface Judged {
  modules: string[];
  /** Those that are left to tasks, with the reason. */
  unsafe: Record<string, string>;
}

/** What is known of the imports of an environment's test tasks. */
export interface KnownImports {
  /** When something was last installed or taken away: milliseconds by folder. */
  installed: Record<string, number>;
  /** Modules of libraries. */
  names: string[];
  /** By task: indexes of the modules that its last run imported, in that order. */
  tasks: Record<string, number[]>;
  /** Tasks that could not go on with what was imported for them, with the reason. */
  alone: Record<string, string>;
  judged?: Judged;
}

/** What keeps a test task from libraries that are imported once for several. */
export interface Unshared {
  /** Why it runs in a process of its own; null where it does not. */
  alone: string | null;
  /** Modules that it imports for itself, with the reason. */
  modules: Record<string, string>;
}

/** Modules to import beforehand at most: each takes memory, and time before the first task. */
const most = 600;

/** The modules that at least two of some tasks have imported, in the order in which one of them did. */
export function sharedModules(
  { names, tasks, alone }: Pick<KnownImports, 'names' | 'tasks' | 'alone'>,
  ids: readonly string[],
): string[] {
  const known = ids.filter((id) => alone[id] === undefined).map((id) => tasks[id] ?? []);
  const counts = new Map<number, number>();
  for (const index of known.flat()) counts.set(index, (counts.get(index) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .flatMap(([index]) => names[index] ?? [])
    .slice(0, most);
}

/** From how many tasks on it is worth the time before the first of them: to find out what can be shared takes seconds. */
const enough = 8;

/** Those of some modules that are imported beforehand: all, where enough tasks import any of them. */
export function modulesForMany(
  modules: readonly string[],
  known: Pick<KnownImports, 'names' | 'tasks'>,
  ids: readonly string[],
): readonly string[] {
  const shared = new Set(modules);
  const isUser = (id: string) => known.tasks[id]?.some((at) => shared.has(known.names[at] ?? ''));
  return ids.filter(isUser).length >= enough ? modules : [];
}

/** Adds what a task has imported. */
export function withImports(
  known: KnownImports,
  id: string,
  imported: readonly string[],
): KnownImports {
  const names = [...known.names];
  const indexes = new Map(names.map((name, index) => [name, index]));
  const own = imported.map((name) => {
    const before = indexes.get(name);
    if (before !== undefined) return before;
    indexes.set(name, names.length);
    return names.push(name) - 1;
  });
  return { ...known, names, tasks: { ...known.tasks, [id]: own } };
}

/** When something was last installed or taken away. */
function stateOf(environmentFolder: string): Record<string, number> {
  const folders = allSitePackages(environmentFolder);
  return Object.fromEntries(
    folders.map((folder) => [folder, Math.trunc(statSync(folder).mtimeMs)]),
  );
}

function readKnown(file: string, installed: Record<string, number>): KnownImports {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KnownImports;
    if (JSON.stringify(kept.installed) === JSON.stringify(installed)) return kept;
  } catch {
    // Nothing is known yet.
  }
  return { installed, names: [], tasks: {}, alone: {} };
}

/** What is known to keep a task from what others share, if anything does. */
export function unsharedOf(
  { names, tasks, alone, judged }: Pick<KnownImports, 'names' | 'tasks' | 'alone' | 'judged'>,
  id: string,
): Unshared | undefined {
  const unsafe = judged?.unsafe ?? {};
  const imported = (tasks[id] ?? []).flatMap((index) => names[index] ?? []);
  const modules = Object.fromEntries(
    imported.flatMap((name) => (unsafe[name] === undefined ? [] : [[name, unsafe[name]]])),
  );
  const reason = alone[id] ?? null;
  return reason === null && Object.keys(modules).length === 0
    ? undefined
    : { alone: reason, modules };
}

/** What the tasks of one environment import, kept from batch to batch. It decides about time alone. */
export class ImportMemory {
  readonly #folder: string;
  #known: KnownImports;
  #isChanged = false;

  constructor({
    environmentFolder,
    cacheFolder,
  }: Pick<ToolWorkspace, 'environmentFolder' | 'cacheFolder'>) {
    this.#folder = join(cacheFolder, 'imports', hash('sha256', environmentFolder).slice(0, 16));
    this.#known = readKnown(join(this.#folder, 'known.json'), stateOf(environmentFolder));
  }

  /** What keeps a task from what others share, if anything is known to. */
  unshared(id: string): Unshared | undefined {
    return unsharedOf(this.#known, id);
  }

  /** Whether a task could not go on with what was imported for it. */
  isAlone(id: string): boolean {
    return this.#known.alone[id] !== undefined;
  }

  /** File for the process of a batch; undefined where no two of its tasks import the same. */
  fileFor(ids: readonly string[]): string | undefined {
    const modules = modulesForMany(sharedModules(this.#known, ids), this.#known, ids);
    if (modules.length === 0) return undefined;
    const text = this.#described(modules);
    const file = join(this.#folder, `${hash('sha256', text).slice(0, 16)}.json`);
    if (!existsSync(file)) writeWhole(file, text);
    return file;
  }

  /** Notes what a task has imported. */
  note(id: string, imported: readonly string[]): void {
    const before = this.#known.tasks[id]?.map((index) => this.#known.names[index]);
    if (before && JSON.stringify(before) === JSON.stringify(imported)) return;
    this.#known = withImports(this.#known, id, imported);
    this.#isChanged = true;
  }

  /** Notes that a task has to be alone. */
  refuse(id: string, reason: string): void {
    this.#known = { ...this.#known, alone: { ...this.#known.alone, [id]: reason } };
    this.#isChanged = true;
  }

  /** Notes what the process of a batch has found out. */
  judge(judged: Judged): void {
    if (JSON.stringify(judged) === JSON.stringify(this.#known.judged)) return;
    this.#known = { ...this.#known, judged };
    this.#isChanged = true;
  }

  /** Keeps it for the batches to come. */
  save(): void {
    if (!this.#isChanged) return;
    // What was written for other batches is of no use any more.
    rmSync(this.#folder, { recursive: true, force: true });
    writeWhole(join(this.#folder, 'known.json'), JSON.stringify(this.#known));
    this.#isChanged = false;
  }

  #described(modules: readonly string[]): string {
    return JSON.stringify({
      modules,
      judged: this.#known.judged,
      installed: this.#known.installed,
    });
  }
}
