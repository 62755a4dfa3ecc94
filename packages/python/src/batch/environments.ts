import { ensureEnvironment } from '../environment/ensure-environment.js';
import { lockFileNode } from '../fingerprint/external-names.js';
import type { ToolWorkspace } from '../tools/tool-task.js';
import { pluginOptions, projectsIn, readToolWorkspace, type TaskContext } from './read-tasks.js';

/** Digest of the lock in the graph that the tasks were hashed with; undefined where it has none. */
function hashedLock(environment: string, { projectGraph }: TaskContext): string | undefined {
  const node: { data?: { hash?: string } } | undefined =
    projectGraph?.externalNodes?.[lockFileNode(environment)];
  return node?.data?.hash;
}

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
      lockDigest: hashedLock(environment, context),
    });
    return readToolWorkspace(environment, folder, context);
  }
}
