import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EnvironmentRequest,
  ensureEnvironment,
  isFromLock,
} from '../environment/ensure-environment.js';
import { ensureOwn, ensureShared, type MadeEnvironments } from '../environment/ensure-projects.js';
import { changedMeanwhile } from '../environment/foreign-errors.js';
import { environmentPath, executableIn } from '../environment/locate.js';
import { checkHashedLock } from '../environment/lock-errors.js';
import { managerOf } from '../environment/managers.js';
import {
  foreseePlan,
  isMadeHere,
  membersOf,
  planEnvironment,
  wasMadeSince,
} from '../environment/plan-environment.js';
import { type EnvironmentListener, sayProgress, withWhole } from '../environment/progress.js';
import { onPython } from '../environment/requested-python.js';
import type { Members, WantedProject } from '../environment/select-members.js';
import { sayTaken } from '../environment/taken.js';
import {
  ensureTool,
  isInLock,
  type LockedTool,
  recipeOf,
  type ToolRecipe,
} from '../environment/tool-environment.js';
import type { SignalError } from '../errors.js';
import { pythonError } from '../fingerprint/requested-python.js';
import { joinPath } from '../paths.js';
import { toolMissing } from '../tools/tool-missing.js';
import { type EnvironmentTask, pythonOf, type ToolWorkspace, toolOf } from '../tools/tool-task.js';
import { freshenBytecode } from './freshen-bytecode.js';
import { hashedLock, keptOrRuff, ruffBeside } from './kept-or-ruff.js';
import { OnceTold } from './once-told.js';
import { pluginOptions, projectsIn, readToolWorkspace, type TaskContext } from './read-tasks.js';
import { RunLocks } from './run-locks.js';
import {
  dependenciesIn,
  pluginProjectsIn,
  seesItsClosure,
  toolsOf,
  wantedProjects,
} from './wanted-projects.js';

/** Which environment is meant, of those that are made from one lock. */
interface EnvironmentName {
  environment: string;
  /** The version of Python that tests ask for. */
  python: string | undefined;
}

/** Makes what the tasks of one process run in: once, when the first of them asks, and as far as they need it. */
export class Environments {
  readonly #context: TaskContext;
  readonly #say: (line: string) => void;
  readonly #listener: EnvironmentListener | undefined;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #locks: RunLocks;
  readonly #members = new Map<string, Members>();
  readonly #told = new OnceTold();
  #tasks: readonly EnvironmentTask[] = [];

  /**
   * @param say - prints a line at once, beside the output of the tasks
   */
  constructor(
    context: TaskContext,
    say: (line: string) => void = () => {},
    listener?: EnvironmentListener,
  ) {
    this.#context = context;
    this.#locks = new RunLocks(context.root);
    this.#say = say;
    this.#listener = listener;
  }

  readonly #onMade = (said: string): void => this.#listener?.made(said);

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

  /** Reads what decides about a task's environment, and makes none; undefined where nobody here makes it. */
  async rehearse(task: EnvironmentTask): Promise<ToolWorkspace | undefined> {
    const { environment } = task.options;
    if (this.#locks.of(environment) === undefined) return undefined;
    const request = await this.#requestFor({ environment, python: pythonOf(task) });
    const wanted = this.#wantedBy([task], environment);
    const folder = environmentPath(request.workspaceRoot, environment);
    await planEnvironment({ ...request, wanted }, folder);
    return readToolWorkspace(environment, folder, this.#context);
  }

  /** Reads what decides about the environments that admitted tasks share, for when they ask, and makes none. */
  async foresee(): Promise<void> {
    for (const task of this.#tasks) {
      const { environment } = task.options;
      const isShared = !task.isIsolated && this.#isPartial(task) && !this.#isRuffAlone(task);
      if (!isShared || this.#locks.of(environment) === undefined) continue;
      const name = { environment, python: pythonOf(task) };
      await this.#once(`foreseen ${environment} ${name.python}`, async () => {
        const partial = this.#sharing(name).filter((one) => this.#isPartial(one));
        const request = await this.#requestFor(name);
        const wanted = this.#wantedBy(partial, environment);
        await foreseePlan(
          { ...request, wanted },
          environmentPath(request.workspaceRoot, environment),
        );
      });
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
    const lock = this.#locks.of(environment);
    if (lock === undefined && toolOf(task) === 'ruff')
      return await this.#once(`kept or ruff ${environment}`, () =>
        keptOrRuff(environment, () => this.#kept(task), this.#context, this.#onMade),
      );
    const name = { environment, python: pythonOf(task) };
    if (lock === undefined) {
      const unfit = name.python && pythonError(name.python, [], false, { file: environment });
      if (unfit) throw unfit;
      return await this.#kept(task);
    }
    const tool = toolOf(task);
    if (tool && !isInLock(tool, lock.text)) {
      const pinned = tool === 'ruff' ? ruffBeside(environment, this.#context) : undefined;
      if (pinned === undefined) throw this.#missing(tool, environment);
      return await this.#ruff(environment, pinned);
    }
    if (tool === 'ruff' && lock.ruff)
      return await this.#ruffAlone(environment, lock.ruff, lock.digest);
    if (task.isIsolated) return await this.#own(task);
    if (!this.#isPartial(task)) return await this.#whole(name);
    const made = (await this.#shared(name)).get(task.project);
    if (made === undefined) throw new Error(`no environment was created for ${task.project}.`);
    if ('error' in made) throw made.error;
    return made.folder;
  }

  async #ruffAlone(environment: string, tool: LockedTool, digest: string): Promise<string> {
    const file = joinPath(environment, 'uv.lock');
    checkHashedLock(file, digest, hashedLock(environment, this.#context));
    return await this.#ruff(environment, recipeOf(tool));
  }

  #ruff(environment: string, recipe: ToolRecipe): Promise<string> {
    const { root } = this.#context;
    return this.#once(`ruff ${environment}`, () => ensureTool(root, recipe, this.#onMade));
  }

  /** Whether nothing of a task's environment matters but ruff. */
  #isRuffAlone(task: EnvironmentTask): boolean {
    const lock = this.#locks.of(task.options.environment);
    if (toolOf(task) !== 'ruff' || lock === undefined) return false;
    return lock.ruff !== undefined || !isInLock('ruff', lock.text);
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
      onCounted: this.#listener?.counted,
    };
  }

  /** The same for one of the environments that are made from its lock. */
  async #requestFor({ environment, python }: EnvironmentName): Promise<EnvironmentRequest> {
    const request = this.#request(environment);
    return python === undefined ? request : await onPython(request, python);
  }

  #membersOf(environment: string): Members {
    const known = this.#members.get(environment) ?? membersOf(this.#request(environment));
    this.#members.set(environment, known);
    return known;
  }

  #isIsolated(task: EnvironmentTask): boolean {
    const { options, project } = task;
    const { environment } = options;
    const lock = this.#locks.of(environment);
    if (lock === undefined || this.#isRuffAlone(task)) return false;
    if ('isolation' in options && options.isolation === 'project') return true;
    return this.#conflicts(environment, project);
  }

  /** Whether a project cannot be where all others are. */
  #conflicts(environment: string, project: string): boolean {
    const isPossible = this.#locks.of(environment)?.hasConflicts ?? false;
    return isPossible && this.#membersOf(environment).isInConflict(project);
  }

  /** All that may be in one environment, as far as it is known from the lock. */
  #whole(name: EnvironmentName): Promise<string> {
    const { environment, python } = name;
    return this.#once(`whole ${environment} ${python}`, async () => {
      const request = await this.#requestFor(name);
      const free = request.projects.filter((project) => !this.#conflicts(environment, project));
      if (free.length === request.projects.length) return await ensureEnvironment(request);
      const wanted = free.map((directory) => ({ directory, tools: [] }));
      return await ensureEnvironment({ ...request, wanted, isExact: true });
    });
  }

  #wantedBy(tasks: readonly EnvironmentTask[], environment: string): WantedProject[] {
    const isInConflict = (project: string) => this.#conflicts(environment, project);
    return wantedProjects(environment, tasks, this.#context, isInConflict);
  }

  /** Tasks that share an environment. */
  #sharing({ environment, python }: EnvironmentName): EnvironmentTask[] {
    return this.#tasks.filter(
      (task) =>
        task.options.environment === environment &&
        pythonOf(task) === python &&
        !task.isIsolated &&
        !this.#isRuffAlone(task),
    );
  }

  #shared(name: EnvironmentName): Promise<MadeEnvironments> {
    const { environment, python } = name;
    return this.#once(`shared ${environment} ${python}`, async () => {
      const request = await this.#requestFor(name);
      const tasks = this.#sharing(name);
      // What is whole holds all that the others need.
      if (tasks.some((task) => !this.#isPartial(task))) await this.#whole(name).catch(() => {});
      const partial = tasks.filter((task) => this.#isPartial(task));
      return await ensureShared(request, this.#wantedBy(partial, environment));
    });
  }

  #own(task: EnvironmentTask): Promise<string> {
    const { project, options } = task;
    const { environment } = options;
    const python = pythonOf(task);
    return this.#once(`own ${environment} ${project} ${python}`, async () => {
      const tasks = this.#tasks.filter(
        (one) => one.isIsolated && one.project === project && pythonOf(one) === python,
      );
      const tools = toolsOf(tasks);
      const isAsked = 'isolation' in options && options.isolation === 'project';
      const members = this.#membersOf(environment);
      const plugins = pluginProjectsIn(environment, tasks, this.#context);
      const others = isAsked
        ? plugins
        : [...dependenciesIn(environment, [project], this.#context), ...plugins].filter(
            (other) => !members.exclude(project, other),
          );
      return await ensureOwn(await this.#requestFor({ environment, python }), project, [
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
    const tasks = this.#tasks.filter(
      (task) => this.#locks.of(task.options.environment) !== undefined,
    );
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
