import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EnvironmentRequest,
  ensureEnvironment,
  isFromLock,
} from '../environment/ensure-environment.js';
import { ensureOwn, ensureShared, type MadeEnvironments } from '../environment/ensure-projects.js';
import { changedMeanwhile } from '../environment/foreign-errors.js';
import { executableIn } from '../environment/locate.js';
import { checkHashedLock } from '../environment/lock-errors.js';
import { managerOf } from '../environment/managers.js';
import { isMadeHere, membersOf, wasMadeSince } from '../environment/plan-environment.js';
import { sayProgress, withWhole } from '../environment/progress.js';
import type { Members, WantedProject } from '../environment/select-members.js';
import { sayTaken } from '../environment/taken.js';
import {
  ensureTool,
  isInLock,
  type LockedTool,
  lockedTool,
  recipeOf,
} from '../environment/tool-environment.js';
import type { SignalError } from '../errors.js';
import { digestText } from '../lock/digest.js';
import { joinPath } from '../paths.js';
import { toolMissing } from '../tools/tool-missing.js';
import { type EnvironmentTask, type ToolWorkspace, toolOf } from '../tools/tool-task.js';
import { freshenBytecode } from './freshen-bytecode.js';
import { hashedLock, keptOrRuff } from './kept-or-ruff.js';
import { OnceTold } from './once-told.js';
import { pluginOptions, projectsIn, readToolWorkspace, type TaskContext } from './read-tasks.js';
import { dependenciesIn, pluginProjectsOf, seesItsClosure, toolsOf } from './wanted-projects.js';

/** A uv.lock, and ruff as it has it, if ruff can be had by itself. */
interface ReadLock {
  text: string;
  ruff: LockedTool | undefined;
}

/** Makes what the tasks of one process run in: once, when the first of them asks, and as far as they need it. */
export class Environments {
  readonly #context: TaskContext;
  readonly #say: (line: string) => void;
  readonly #onMade: (said: string) => void;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #locks = new Map<string, ReadLock | undefined>();
  readonly #members = new Map<string, Members>();
  readonly #told = new OnceTold();
  #tasks: readonly EnvironmentTask[] = [];

  /**
   * @param say - prints a line at once, beside the output of the tasks
   * @param onMade - is told what uv has said about each environment that was made
   */
  constructor(
    context: TaskContext,
    say: (line: string) => void = () => {},
    onMade: (said: string) => void = () => {},
  ) {
    this.#context = context;
    this.#say = say;
    this.#onMade = onMade;
  }

  /** Takes all tasks that are to run, and says of each whether it has an environment for itself. */
  admit<T extends EnvironmentTask>(tasks: readonly T[]): T[] {
    const admitted = tasks.map((task) =>
      this.#isIsolated(task) ? { ...task, isIsolated: true } : task,
    );
    this.#tasks = admitted;
    return admitted;
  }

  /** Rejects with a SignalError when there is no environment; who asks later is told who has the reason. */
  async get(task: EnvironmentTask): Promise<ToolWorkspace> {
    const { environment } = task.options;
    try {
      const folder = await this.#folderOf(task);
      await this.#once(`tool ${environment} ${folder} ${toolOf(task)}`, async () =>
        this.#checkTool(task, folder),
      );
      await this.#once('bytecode', async () => freshenBytecode(this.#tasks, this.#context));
      return await this.#once(`workspace ${environment} ${folder}`, async () =>
        readToolWorkspace(environment, folder, this.#context),
      );
    } catch (error) {
      throw this.#told.errorFor(task.id, error);
    }
  }

  #once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(key) as Promise<T> | undefined;
    const made = known ?? make();
    this.#made.set(key, made);
    return made;
  }

  async #folderOf(task: EnvironmentTask): Promise<string> {
    const { environment } = task.options;
    const lock = this.#lock(environment);
    if (lock === undefined && toolOf(task) === 'ruff')
      return await this.#once(`kept or ruff ${environment}`, () =>
        keptOrRuff(environment, () => this.#kept(task), this.#context, this.#onMade),
      );
    if (lock === undefined) return await this.#kept(task);
    const tool = toolOf(task);
    if (tool && !isInLock(tool, lock.text)) throw this.#missing(tool, environment);
    if (tool === 'ruff' && lock.ruff)
      return await this.#ruffAlone(environment, lock.ruff, lock.text);
    if (task.isIsolated) return await this.#own(task);
    if (!this.#isPartial(task)) return await this.#whole(environment);
    const made = (await this.#shared(environment)).get(task.project);
    if (made === undefined) throw new Error(`no environment was created for ${task.project}.`);
    if ('error' in made) throw made.error;
    return made.folder;
  }

  /** uv's lock as it was when it was asked for first; undefined where there is none. */
  #lock(environment: string): ReadLock | undefined {
    if (!this.#locks.has(environment)) {
      const folder = join(this.#context.root, environment);
      const file = join(folder, 'uv.lock');
      const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      const ruff = text === undefined ? undefined : lockedTool('ruff', text, folder);
      this.#locks.set(environment, text === undefined ? undefined : { text, ruff });
    }
    return this.#locks.get(environment);
  }

  async #ruffAlone(environment: string, tool: LockedTool, text: string): Promise<string> {
    const file = joinPath(environment, 'uv.lock');
    checkHashedLock(file, digestText(text), hashedLock(environment, this.#context));
    return await this.#once(`ruff ${environment}`, () =>
      ensureTool(this.#context.root, recipeOf(tool), this.#onMade),
    );
  }

  /** Whether nothing of a task's environment matters but ruff. */
  #isRuffAlone(task: EnvironmentTask): boolean {
    return toolOf(task) === 'ruff' && this.#lock(task.options.environment)?.ruff !== undefined;
  }

  /** Whether a task can do with the members that it needs. */
  #isPartial(task: EnvironmentTask): boolean {
    return toolOf(task) === 'ruff' || seesItsClosure(task);
  }

  #request(environment: string): EnvironmentRequest {
    const context = this.#context;
    return {
      workspaceRoot: context.root,
      environment,
      projects: projectsIn(environment, context).map(({ root }) => root),
      ...pluginOptions(context),
      lockDigest: hashedLock(environment, context),
      progress: withWhole(sayProgress({ workspaceRoot: context.root }, this.#say), this.#onMade),
    };
  }

  #membersOf(environment: string): Members {
    const known = this.#members.get(environment) ?? membersOf(this.#request(environment));
    this.#members.set(environment, known);
    return known;
  }

  #isIsolated(task: EnvironmentTask): boolean {
    const { options, project } = task;
    const { environment } = options;
    const lock = this.#lock(environment);
    if (lock === undefined || this.#isRuffAlone(task)) return false;
    if ('isolation' in options && options.isolation === 'project') return true;
    return this.#conflicts(environment, project);
  }

  /** Whether a project cannot be where all others are. Most locks have no conflicts, and nobody is looked at. */
  #conflicts(environment: string, project: string): boolean {
    const text = this.#lock(environment)?.text ?? '';
    return /^conflicts = /m.test(text) && this.#membersOf(environment).isInConflict(project);
  }

  /** All that may be in one environment, as far as it is known from the lock. */
  #whole(environment: string): Promise<string> {
    return this.#once(`whole ${environment}`, async () => {
      const request = this.#request(environment);
      const free = request.projects.filter((project) => !this.#conflicts(environment, project));
      if (free.length === request.projects.length) return await ensureEnvironment(request);
      const wanted = free.map((directory) => ({ directory, tools: [] }));
      return await ensureEnvironment({ ...request, wanted, isExact: true });
    });
  }

  #shared(environment: string): Promise<MadeEnvironments> {
    return this.#once(`shared ${environment}`, async () => {
      const tasks = this.#tasks.filter(
        (task) =>
          task.options.environment === environment && !task.isIsolated && !this.#isRuffAlone(task),
      );
      // What is whole holds all that the others need.
      if (tasks.some((task) => !this.#isPartial(task)))
        await this.#whole(environment).catch(() => {});
      return await ensureShared(this.#request(environment), this.#wanted(tasks));
    });
  }

  /** The projects of some tasks with the tools that they start, and those that they depend on. */
  #wanted(tasks: readonly EnvironmentTask[]): WantedProject[] {
    const tools = new Map<string, Set<string>>();
    for (const task of tasks.filter((one) => this.#isPartial(one))) {
      const own = tools.get(task.project) ?? new Set();
      for (const tool of toolsOf([task])) own.add(tool);
      tools.set(task.project, own);
    }
    const environment = tasks[0]?.options.environment ?? '.';
    const others = [
      ...dependenciesIn(environment, [...tools.keys()], this.#context),
      ...this.#pluginProjects(tasks, environment).filter((project) => !tools.has(project)),
    ];
    for (const project of others) {
      if (!this.#conflicts(environment, project)) tools.set(project, new Set());
    }
    return [...tools].map(([directory, list]) => ({ directory, tools: [...list].sort() }));
  }

  /** Projects that tools import although the checked ones do not depend on them, as far as they share an environment. */
  #pluginProjects(tasks: readonly EnvironmentTask[], environment: string): string[] {
    const named = pluginProjectsOf(tasks);
    if (named.length === 0) return [];
    const sharing = new Set(projectsIn(environment, this.#context).map(({ root }) => root));
    return named.filter((project) => sharing.has(project));
  }

  #own(task: EnvironmentTask): Promise<string> {
    const { project, options } = task;
    const { environment } = options;
    return this.#once(`own ${environment} ${project}`, async () => {
      const tasks = this.#tasks.filter((one) => one.isIsolated && one.project === project);
      const tools = toolsOf(tasks);
      const isAsked = 'isolation' in options && options.isolation === 'project';
      const members = this.#membersOf(environment);
      const plugins = this.#pluginProjects(tasks, environment);
      const others = isAsked
        ? plugins
        : [...dependenciesIn(environment, [project], this.#context), ...plugins].filter(
            (other) => !members.exclude(project, other),
          );
      return await ensureOwn(this.#request(environment), project, [
        { directory: project, tools },
        ...others.map((directory) => ({ directory, tools: [] })),
      ]);
    });
  }

  /** An environment that somebody else keeps. */
  async #kept(task: EnvironmentTask): Promise<string> {
    const { environment } = task.options;
    const isProgram = toolOf(task) === 'ruff';
    return await this.#once(`kept ${environment} ${isProgram}`, async () => {
      const request = this.#request(environment);
      const ensure = () => ensureEnvironment(isProgram ? { ...request, program: 'ruff' } : request);
      let folder = await ensure();
      if (isMadeHere(folder)) {
        await this.#allMade();
        folder = await ensure();
        if (wasMadeSince(folder, performance.timeOrigin)) throw changedMeanwhile(folder);
      }
      await this.#once(`say ${folder}`, async () => {
        const line = sayTaken(request.workspaceRoot, environment, folder);
        if (line !== undefined) this.#say(line);
      });
      return folder;
    });
  }

  /** Until nothing more is installed here for other tasks. */
  async #allMade(): Promise<void> {
    const tasks = this.#tasks.filter((task) => this.#lock(task.options.environment) !== undefined);
    await Promise.allSettled(tasks.map((task) => this.#folderOf(task)));
  }

  #checkTool(task: EnvironmentTask, folder: string): void {
    const tool = toolOf(task);
    if (tool === undefined) return;
    if (!existsSync(executableIn(folder, tool)) || !isFromLock(folder, tool))
      throw this.#missing(tool, task.options.environment);
  }

  #missing(tool: string, environment: string): SignalError {
    const { root } = this.#context;
    const manager = managerOf(join(root, environment)).name;
    return this.#told.same(`${environment} ${tool}`, () =>
      toolMissing({ tool, environment, root, manager }),
    );
  }
}
