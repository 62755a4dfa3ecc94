import { ensureEnvironment } from '../environment/ensure-environment.js';
import type { ToolWorkspace } from '../tools/tool-task.js';
import { pluginOptions, projectsIn, readToolWorkspace, type TaskContext } from './read-tasks.js';

/** Makes each environment once per process, when its first task asks for it. */
export class Environments {
  readonly #prepared = new Map<string, Promise<ToolWorkspace>>();
  readonly #context: TaskContext;

  constructor(context: TaskContext) {
    this.#context = context;
  }

  /** Rejects with a SignalError when the environment cannot be made; each asker gets the same. */
  get(environment: string): Promise<ToolWorkspace> {
    const known = this.#prepared.get(environment);
    if (known) return known;
    const prepared = this.#prepare(environment);
    this.#prepared.set(environment, prepared);
    return prepared;
  }

  async #prepare(environment: string): Promise<ToolWorkspace> {
    const context = this.#context;
    const folder = await ensureEnvironment({
      workspaceRoot: context.root,
      environment,
      projects: projectsIn(environment, context).map(({ root }) => root),
      ...pluginOptions(context),
    });
    return readToolWorkspace(environment, folder, context);
  }
}
