import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph, TaskGraph } from '@nx/devkit';
import { namesIn, type PlanPart, parsePlanKey } from '../explain/plan-key.js';
import { markerOutputs } from '../fingerprint/root-marker.js';
import { globMatcher } from '../nx-internal.js';
import { hashOf, type TaskHash } from '../nx-internal-hashes.js';
import { timeOfWrittenGraph, useGraphAgain } from '../nx-internal-run.js';
import { isInside } from '../paths.js';
import { areAlike, type Variables } from './kept-variables.js';
import { type KnownLists, ownPlugin } from './own-plugin.js';
import { lookAround, type Surroundings } from './surroundings.js';

/** Hashes of all tracked files. */
type Files = ReadonlyMap<string, string>;

/** What one answer was made from. */
export interface Work {
  graph: ProjectGraph;
  taskGraph: TaskGraph;
  files: Files;
  /** Of whoever asked. */
  variables: Variables;
  /** Of this plugin. */
  options: { options?: unknown };
  surroundings: Surroundings;
  /** The plugin's own number of the graph. */
  graphNumber: number;
}

/** Work that was found to be what it was taken for, once the answer was given. */
interface Kept extends Work {
  /** What was around, see {@link lookAround}. */
  found: string;
  hashes: ReadonlyMap<string, TaskHash>;
  /** The parts of the hashes, each with the ids of the tasks that have it. */
  tasksOfPart: readonly (readonly [PlanPart, readonly string[]])[];
  /** When Nx wrote down the graph for others. */
  written: number | undefined;
}

/** Nothing but the imports of these enters the graph, as long as none comes or goes. */
const isPython = (file: string) => /\.pyi?$/.test(file);

/** Files with other contents; undefined where one came or went. */
export function editedFiles(before: Files, now: Files): string[] | undefined {
  if (before.size !== now.size || ![...now.keys()].every((file) => before.has(file)))
    return undefined;
  return [...now].flatMap(([file, hash]) => (before.get(file) === hash ? [] : [file]));
}

/** How Nx names the outputs of markers in hashes: each input that looks for one, with the output of each. */
const ofMarkers = new Set(
  markerOutputs.flatMap((wanted) => markerOutputs.map((output) => `**/${wanted}:${output}`)),
);

/** Whether the outputs of markers are where they always are: nowhere. */
const hasNoMarkers = (root: string) =>
  !markerOutputs.some((output) => existsSync(join(root, output)));

/** Which tasks have a part in their hashes. Many have the same, of which there are few. */
function tasksByPart(
  hashes: ReadonlyMap<string, TaskHash>,
  graph: ProjectGraph,
): [PlanPart, string[]][] {
  const tasks = new Map<string, string[]>();
  for (const [id, { details }] of hashes) {
    for (const part of Object.keys(details.nodes)) {
      const known = tasks.get(part);
      if (known) known.push(id);
      else tasks.set(part, [id]);
    }
  }
  const names = namesIn(graph);
  return [...tasks].map(([part, ids]) => [parsePlanKey(part, names), ids]);
}

/** Whether a part of a hash cannot have changed by edits of files, all else being as it was. */
export function isUntouched(
  part: PlanPart,
  edited: readonly string[],
  rootOf: (project: string) => string | undefined,
  match: (globs: string[], paths: string[]) => boolean[],
): boolean {
  if (part.kind === 'other') return ofMarkers.has(part.name);
  if (part.kind === 'project-files') {
    // More than its globs choose: those are Nx's to read.
    const root = rootOf(part.project);
    return root !== undefined && root !== '.' && !edited.some((file) => isInside(file, root));
  }
  if (part.kind !== 'workspace-files') return true;
  const chosen = part.globs.filter((glob) => !glob.startsWith('!'));
  return chosen.every((glob) => !match([glob], [...edited]).includes(true));
}

/**
 * The graph and the hashes of the last answer, for the next one. Edits of Python files that import what they did leave the
 * graph as it is, and the hashes of all tasks that no edited file enters: those need not be made again. Nothing is taken
 * for unchanged: all that entered them is looked at.
 */
export class KeptWork {
  readonly #root: string;
  #kept: Kept | undefined;
  /** What was found out for the files of this question. */
  #latest: { kept: Kept; files: Files; hashes: Map<string, TaskHash> | undefined } | undefined;

  constructor(workspaceRoot: string) {
    this.#root = workspaceRoot;
  }

  /** Keeps what an answer was made from, with what was found around it while its hashes were computed again. */
  async keep(work: Work, found: string): Promise<void> {
    if (!hasNoMarkers(this.#root)) return this.forget();
    const tasks = Object.values(work.taskGraph.tasks);
    const hashes = new Map(
      tasks.flatMap((task) => {
        const hash = hashOf(task);
        return hash ? [[task.id, hash] as const] : [];
      }),
    );
    const written = await timeOfWrittenGraph();
    this.#kept = { ...work, found, hashes, tasksOfPart: tasksByPart(hashes, work.graph), written };
  }

  forget(): void {
    this.#kept = undefined;
    this.#latest = undefined;
  }

  /** The graph that is kept. */
  get graph(): ProjectGraph | undefined {
    return this.#kept?.graph;
  }

  /**
   * The graph of files, if it is the one that there was and all around is as it was; Nx's map of files goes with it then.
   *
   * @param lists - what git tells, where that is known
   */
  async graphFor(files: Files, lists?: KnownLists): Promise<ProjectGraph | undefined> {
    const kept = this.#kept;
    if (!kept || !(await this.#isSame(kept, files, lists))) {
      this.forget();
      return undefined;
    }
    await useGraphAgain(this.#root, kept.graph);
    return kept.graph;
  }

  async #isSame(kept: Kept, files: Files, lists?: KnownLists): Promise<boolean> {
    const edited = editedFiles(kept.files, files);
    const { variables, surroundings, found } = kept;
    if (!edited?.every(isPython)) return false;
    if (!areAlike(variables, process.env, surroundings.variables, found)) return false;
    const { graphNumber, isSameGraph } = ownPlugin();
    return (
      graphNumber() === kept.graphNumber &&
      hasNoMarkers(this.#root) &&
      (await timeOfWrittenGraph()) === kept.written &&
      (await isSameGraph(this.#root, kept.options.options, edited, lists)) &&
      (await lookAround(this.#root, surroundings)) === found
    );
  }

  /** Tasks that will have to be done for these files, if the graph is the one that is kept. */
  async likelyTasks(files: Files): Promise<string[]> {
    const kept = this.#kept;
    const known = kept && (await this.hashesFor(kept.graph, files));
    return known ? [...kept.hashes.keys()].filter((id) => !known.hashes.has(id)) : [];
  }

  /**
   * Hashes of tasks that are what they were, and what was found around them; undefined where none can be told to be.
   *
   * @param graph - that of {@link graphFor}, or another one
   */
  async hashesFor(
    graph: ProjectGraph,
    files: Files,
  ): Promise<{ hashes: ReadonlyMap<string, TaskHash>; found: string } | undefined> {
    const kept = this.#kept;
    if (kept?.graph !== graph) return undefined;
    if (this.#latest?.kept !== kept || this.#latest.files !== files)
      this.#latest = { kept, files, hashes: await this.#knownHashes(kept, files) };
    const { hashes } = this.#latest;
    return hashes && { hashes, found: kept.found };
  }

  async #knownHashes(kept: Kept, files: Files): Promise<Map<string, TaskHash> | undefined> {
    const edited = editedFiles(kept.files, files);
    if (!edited) return undefined;
    const match = await globMatcher();
    const rootOf = (project: string) => kept.graph.nodes[project]?.data.root;
    const hashes = new Map(kept.hashes);
    for (const [part, ids] of kept.tasksOfPart) {
      if (isUntouched(part, edited, rootOf, match)) continue;
      for (const id of ids) hashes.delete(id);
    }
    return hashes;
  }
}
