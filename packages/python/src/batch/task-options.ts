import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { Typed } from '../arguments/typed-words.js';
import { SignalError } from '../errors.js';
import { nearestKey } from '../options/nearest-key.js';
import type { AuditOptions, BrokenOptions, ServeOptions, ToolOptions } from '../tools/tool-task.js';
import { checkOptions, type RawOptions } from './check-options.js';
import { optionPlace } from './option-place.js';
import {
  buildRules,
  bundleRules,
  imageRules,
  publishRules,
  type Rule,
  serveRules,
  toolRules,
  typedOptions,
} from './option-rules.js';
import type { NamedTask, TaskContext } from './read-tasks.js';
import { refuseDropped, typedArguments } from './typed-arguments.js';

/** Stands for a file where something was typed. */
const commandLine = 'the command line';

/** What was typed for a task of a run, as Nx hands it on. */
function typedFor(id: string, graph: Pick<TaskGraph, 'tasks'> | undefined): Typed {
  const { __overrides_unparsed__: words, ...read } = graph?.tasks[id]?.overrides ?? {};
  return { read, words: Array.isArray(words) ? words.map(String) : [] };
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * Options without what was typed for the tool: Nx lays all that was typed over the options of the target, so
 * that pytest's `--ignore` would take the place of ours.
 */
function withoutToolWords(
  { project, target, id }: NamedTask,
  options: RawOptions,
  typed: Typed,
  isOwn: (name: string) => boolean,
  context: TaskContext,
): RawOptions {
  const own = context.projectsConfigurations?.projects[project]?.targets?.[target];
  const configuration = id.slice(`${project}:${target}:`.length);
  const written: RawOptions = { ...own?.options, ...own?.configurations?.[configuration] };
  const kept: Record<string, unknown> = { ...options };
  for (const name of Object.keys(typed.read).filter((one) => !isOwn(one))) {
    for (const key of [name, camelCase(name)]) {
      if (written[key] === undefined) delete kept[key];
      else kept[key] = written[key];
    }
  }
  return kept;
}

function checked(
  { id, project, target }: NamedTask,
  options: RawOptions,
  rulesFor: (options: RawOptions) => Record<string, Rule>,
  typed: RawOptions,
  context: TaskContext,
): RawOptions {
  const known = context.projectsConfigurations?.projects[project];
  const owner = {
    root: context.root,
    project: known?.root ?? '.',
    target,
    executor: known?.targets?.[target]?.executor,
  };
  return checkOptions(id, options, rulesFor, typed, (option) =>
    // What is typed wins over what is written.
    typed[option] === undefined ? optionPlace(owner, option) : { file: commandLine, key: option },
  );
}

/**
 * The options of a task that runs a tool, with what was typed for the tool among its arguments.
 *
 * @throws SignalError OPTIONS_INVALID for the first that is wrong, ARGUMENT_REFUSED
 */
export function toolOptions(
  task: NamedTask,
  options: RawOptions | undefined,
  graph: Pick<TaskGraph, 'tasks'> | undefined,
  context: TaskContext,
): ToolOptions | AuditOptions | BrokenOptions {
  const typed = typedFor(task.id, graph);
  const { kind: written } = withoutToolWords(task, { ...options }, typed, () => false, context);
  const own = typedOptions(written);
  const isOwn = (name: string) => own.includes(camelCase(name)) && typed.read[name] !== true;
  const configured = withoutToolWords(task, { ...options }, typed, isOwn, context);
  const ownTyped = Object.fromEntries(
    Object.entries(typed.read).flatMap(([name, value]) =>
      isOwn(name) ? [[camelCase(name), value]] : [],
    ),
  );
  const read = checked(task, configured, toolRules, ownTyped, context) as unknown;
  const base = read as ToolOptions | AuditOptions | BrokenOptions;
  if (base.kind === 'broken') return base;
  if (base.kind === 'audit') {
    refuseTyped(task.id, typed);
    return base;
  }
  const owner = { id: task.id, root: context.root, project: projectFolder(task, context) };
  const areArgsTyped = ownTyped['args'] !== undefined;
  const { args, selected } = typedArguments(base, areArgsTyped, typed, isOwn, owner);
  const isTyped = typed.words.length > 0;
  return { ...base, args, selected, ...(isTyped ? { isTyped } : {}) };
}

/** The folder of a task's project, relative to the workspace root. */
export function projectFolder({ project }: NamedTask, context: TaskContext): string {
  return context.projectsConfigurations?.projects[project]?.root ?? '.';
}

/** Nx's name of the one task that an executor runs. */
export function currentTask(context: ExecutorContext): NamedTask {
  const { projectName = '', targetName = '', configurationName } = context;
  const id = [projectName, targetName, configurationName].filter(Boolean).join(':');
  return { id, project: projectName, target: targetName };
}

/** Throws ARGUMENT_REFUSED where anything was typed for a task that starts no tool. */
function refuseTyped(id: string, { words }: Typed): void {
  if (words.length === 0) return;
  throw new SignalError({
    code: 'ARGUMENT_REFUSED',
    message: `${words.join(' ')} cannot be passed to ${id}, which runs no tool.`,
    place: { file: commandLine },
    hint: 'leave it out; an audit is configured by its options.',
  });
}

/** Throws OPTIONS_INVALID for the first of some typed names that is no option. */
function refuseUnknown(
  id: string,
  { read }: Typed,
  rules: Readonly<Record<string, Rule>>,
  remedies: Readonly<Record<string, string>> = {},
): void {
  const known = Object.keys(rules);
  const words = [read['_']].flat().filter((word) => word !== undefined);
  const [name] = Object.keys(read).filter((one) => one !== '_' && !known.includes(camelCase(one)));
  if (name === undefined && words.length === 0) return;
  const nearest = name === undefined ? undefined : nearestKey(name, known);
  throw new SignalError({
    code: 'OPTIONS_INVALID',
    message: `${id} has no option ${name === undefined ? words[0] : JSON.stringify(name)}.`,
    place: { file: commandLine },
    hint:
      remedies[name ?? ''] ??
      (nearest
        ? `did you mean --${nearest}?`
        : `pass arguments for the builder with --args; the options are ${known.join(', ')}.`),
  });
}

/** The options of a task that takes what is typed as options of its own, and refuses what is none. */
function ownOptions(
  rules: Readonly<Record<string, Rule>>,
  options: RawOptions,
  context: ExecutorContext,
  remedies?: (task: NamedTask) => Readonly<Record<string, string>>,
): RawOptions {
  const task = currentTask(context);
  const typed = typedFor(task.id, context.taskGraph);
  refuseUnknown(task.id, typed, rules, remedies?.(task));
  return checked(task, options, () => rules, typed.read, context);
}

/**
 * The same as {@link toolOptions} for a task that builds an image; they fit `ImageOptions`. What is no option is
 * refused: builders differ too much for words to be passed on.
 */
export function imageOptions(options: RawOptions, context: ExecutorContext): RawOptions {
  return ownOptions(imageRules, options, context);
}

/** The same for a task that builds an sdist and a wheel; they fit `BuildOptions`. */
export function buildOptions(options: RawOptions, context: ExecutorContext): RawOptions {
  return ownOptions(buildRules, options, context, ({ project }) => ({
    // Its hash has files of siblings, and that of a build has not.
    bundle: `a wheel that contains its siblings is a separate target: nx bundle ${project}.`,
  }));
}

/** The same for a task that makes a bundle; they fit `BundleOptions`. */
export function bundleOptions(options: RawOptions, context: ExecutorContext): RawOptions {
  return ownOptions(bundleRules, options, context);
}

/** The same for a task that uploads; they fit `PublishOptions`. */
export function publishOptions(options: RawOptions, context: ExecutorContext): RawOptions {
  return ownOptions(publishRules, options, context);
}

/**
 * The same for a task that runs a server, whose command ends with all that was typed: no hash knows of it, so
 * that it need not be read.
 */
export function serveOptions(options: RawOptions, context: ExecutorContext): ServeOptions {
  const task = currentTask(context);
  const typed = typedFor(task.id, context.taskGraph);
  const project = projectFolder(task, context);
  refuseDropped(typed, { id: task.id, root: context.root, project });
  const written = withoutToolWords(task, { ...options }, typed, () => false, context);
  const read = checked(task, written, () => serveRules, {}, context) as unknown as ServeOptions;
  return { ...read, command: [...read.command, ...typed.words] };
}
