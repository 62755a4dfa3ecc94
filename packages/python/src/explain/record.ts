import { asksForAdvisories } from '../fingerprint/audit-input.js';
import { asksForPython } from '../fingerprint/interpreter-input.js';
import { asksForSettingsAbove } from '../fingerprint/settings-above.js';
import { configurationOf } from './configuration.js';
import { namesIn, type PlanPart, parsePlanKey } from './plan-key.js';
import type { HashedFile, VariableValue, WorkspaceState } from './state.js';

/** A file that enters a task's hash. */
export interface RecordedFile {
  hash: string;
  /** The project it enters for; null when it is named from the workspace's root. */
  project: string | null;
}

/** An external node that enters a task's hash. */
export interface RecordedExternal {
  /** `pypi`, `lock`, `python-config`, `nx-signal`, or another plugin's. */
  type: string;
  packageName: string;
  version: string;
  hash: string;
  /** Digests of what a node of configuration is made of, such as `pyproject.toml [tool.ruff]`. */
  parts?: Record<string, string>;
}

/** All that enters one task's hash, with names and values: what two runs are compared by. */
export interface TaskRecord {
  project: string;
  /** Projects whose files or configuration enter, without the task's own. */
  dependencies: string[];
  files: Record<string, RecordedFile>;
  /** By the node's name. */
  externals: Record<string, RecordedExternal>;
  /** Undefined for a variable whose value was not recorded. */
  variables: Record<string, VariableValue | undefined>;
  /** By the folder of the environment; undefined for one whose identity was not recorded. */
  interpreters: Record<string, string | undefined>;
  /** Text of every hashed value, by project and dotted key. */
  configuration: Record<string, Record<string, string>>;
  /** Inputs of which only the name is known: commands, outputs of other tasks. */
  unrecorded: string[];
}

type Named = Pick<RecordedExternal, 'packageName' | 'version'>;

/** Tells for each path whether the globs select it; `!` takes away. */
export type MatchGlobs = (globs: string[], paths: string[]) => boolean[];

const typescriptFiles = ['tsconfig.base.json', 'tsconfig.json'];

class RecordBuilder {
  readonly record: TaskRecord;
  readonly #state: WorkspaceState;
  readonly #match: MatchGlobs;

  constructor(project: string, state: WorkspaceState, match: MatchGlobs) {
    this.#state = state;
    this.#match = match;
    this.record = {
      project,
      dependencies: [],
      files: {},
      externals: {},
      variables: {},
      interpreters: {},
      configuration: {},
      unrecorded: [],
    };
  }

  #files(candidates: readonly HashedFile[], globs: string[], project: string | null): void {
    const selected = this.#match(
      globs,
      candidates.map(({ file }) => file),
    );
    for (const [index, { file, hash }] of candidates.entries()) {
      if (!selected[index]) continue;
      // A file that enters twice is told as the project's own.
      this.record.files[file] = { hash, project: this.record.files[file]?.project ?? project };
    }
  }

  #workspaceFiles(globs: string[]): void {
    const { projectFiles, otherFiles } = this.#state;
    this.#files([...Object.values(projectFiles).flat(), ...otherFiles], globs, null);
  }

  #external(name: string): void {
    const node = this.#state.graph.externalNodes?.[name];
    if (!node) return;
    const { packageName, version, hash, parts } = node.data as Partial<RecordedExternal> & Named;
    this.record.externals[name] = {
      type: name.slice(0, name.indexOf(':')),
      packageName,
      version,
      hash: hash ?? version,
      ...(parts ? { parts } : {}),
    };
  }

  #configuration(project: string): void {
    const node = this.#state.graph.nodes[project];
    if (node) this.record.configuration[project] = configurationOf(node.data);
    if (project !== this.record.project) this.record.dependencies.push(project);
  }

  #allExternals(): void {
    for (const name of Object.keys(this.#state.graph.externalNodes ?? {})) this.#external(name);
  }

  add(part: PlanPart): void {
    switch (part.kind) {
      case 'project-files':
        this.#files(this.#state.projectFiles[part.project] ?? [], part.globs, part.project);
        break;
      case 'workspace-files':
        this.#workspaceFiles(part.globs);
        break;
      case 'typescript':
        this.#workspaceFiles(typescriptFiles);
        break;
      case 'configuration':
        this.#configuration(part.project);
        break;
      case 'external':
        this.#external(part.name);
        break;
      case 'all-externals':
        this.#allExternals();
        break;
      case 'variable':
        this.record.variables[part.name] = this.#state.variables[part.name];
        break;
      case 'interpreter':
        this.record.interpreters[part.environment] = this.#state.interpreters[part.environment];
        break;
      case 'runtime':
        this.record.unrecorded.push(describeCommand(part.command));
        break;
      case 'other':
        this.record.unrecorded.push(part.name);
    }
  }
}

/** What a command stands for, where it is one of ours. */
function describeCommand(command: string): string {
  if (asksForSettingsAbove(command)) return 'settings above the workspace';
  if (asksForAdvisories(command)) return 'advisories about its packages, or their allowed age';
  if (asksForPython(command)) return 'the interpreter that `pythons` asks for';
  return `the output of \`${command}\``;
}

/** Nx adds this one to every plan; it is set by nobody who does not use its cloud. */
const ignoredKeys = new Set(['env:NX_CLOUD_ENCRYPTION_KEY']);

/**
 * Fills the names of a hash plan with the values that a state of the workspace gives them.
 *
 * @param plan - names of the parts, as Nx plans them for this task in this state's graph
 */
export function recordOf(
  project: string,
  plan: readonly string[],
  state: WorkspaceState,
  match: MatchGlobs,
): TaskRecord {
  const names = namesIn(state.graph);
  const builder = new RecordBuilder(project, state, match);
  for (const key of plan) {
    if (!ignoredKeys.has(key)) builder.add(parsePlanKey(key, names));
  }
  return builder.record;
}
