import { typeCheckers } from '../../options/names.js';
import { joinPath, relativeInside } from '../../paths.js';
import { extrasNaming } from '../../project/extras.js';
import type { ProjectFacts } from '../../project/facts.js';
import { readDeclaredDependencies } from '../../project/requirements.js';
import { isRequirementsFile } from '../../project/requirements-files.js';
import { checkerSetup } from '../../scaffold/checkers.js';
import { requirements } from '../../scaffold/requirements.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { someOf } from './project-table.js';

/** As many environments have a line each. */
const most = 5;

const projectsOf = (environment: string, { workspace }: PythonGraph) =>
  workspace.projects.filter((facts) => facts.environment === environment);

const counted = (count: number, what: string) =>
  count === 1 ? `one ${what}` : `${count} ${what}s`;

const nameOf = (environment: string) => (environment === '.' ? 'the root' : environment);

/** How an environment of the repository is kept. */
function environmentLine(environment: string, graph: PythonGraph): string {
  const file = graph.locks.get(environment)?.lock.file;
  const lock = file === undefined ? 'not locked yet' : `locked in ${file}`;
  const count = counted(projectsOf(environment, graph).length, 'project');
  return `Environment of ${nameOf(environment)}: ${count}, ${lock}`;
}

/** How the environments are kept: one by one, or together where there are many. */
export function environmentLines(environments: readonly string[], graph: PythonGraph): string[] {
  if (environments.length <= most)
    return environments.map((environment) => environmentLine(environment, graph));
  const open = environments.filter((environment) => !graph.locks.has(environment));
  const unlocked = open.length > 0 ? `; not locked yet: ${someOf(open.map(nameOf))}` : '';
  return [
    `${environments.length} environments, ${environments.length - open.length} locked${unlocked}`,
  ];
}

/** Whether uv, Poetry or PDM keep the environment by what a pyproject.toml says; else pip fills it. */
function isManaged(environment: string, graph: PythonGraph): boolean {
  const hasManifest = ({ pyproject: { file, text } }: ProjectFacts) =>
    file.endsWith('pyproject.toml') && /^\s*\[(?:project|tool\.poetry)[\].]/m.test(text);
  const projects = projectsOf(environment, graph);
  return graph.locks.has(environment) || environment === '.'
    ? projects.every(({ directory }) => directory !== environment) || projects.some(hasManifest)
    : projects.some(hasManifest);
}

/** What the projects of an environment need for their whole signal, and lack. */
function missingTools(environment: string, graph: PythonGraph): string[] {
  const { workspace, locks, pinned } = graph;
  const projects = projectsOf(environment, graph);
  const declared = new Set(projects.flatMap(({ declared: { names } }) => [...names]));
  const root = workspace.pyprojects.find(({ directory }) => directory === environment);
  for (const name of root ? readDeclaredDependencies(root).names : []) declared.add(name);
  const locked = locks.get(environment)?.byDistribution;
  const has = (name: string) =>
    locked?.has(name) || declared.has(name) || (name === 'ruff' && pinned.has(environment));
  const isLinted = projects.some(({ options }) => options.target('lint') !== false);
  const wanted = isLinted ? (['ruff', 'pytest'] as const) : (['pytest'] as const);
  const tools = wanted.filter((name) => !has(name));
  // One that only settings name has to be installed as well.
  const chosen = projects.flatMap(({ typeChecker }) => typeChecker ?? []);
  const checkers = new Set(chosen.length > 0 ? chosen : (['mypy'] as const));
  return [
    ...tools.map((name) => requirements[name]),
    ...[...checkers].filter((name) => !has(name)).map((name) => checkerSetup(name).requirement),
  ];
}

const toolNames: ReadonlySet<string> = new Set(['ruff', 'pytest', ...typeCheckers]);

/** What pip installs for the project of an environment that nothing manages. */
function installArguments(environment: string, { workspace }: PythonGraph): string {
  const facts = workspace.projects.find(({ directory }) => directory === environment);
  if (!facts) return '-e .';
  const { file } = facts.pyproject;
  if (isRequirementsFile(file)) return `-r ${relativeInside(file, environment)}`;
  const extras = extrasNaming(facts.pyproject, toolNames);
  return extras.length > 0 ? `-e ".[${extras.join(',')}]"` : '-e .';
}

/** The command that adds what an environment lacks, in the words of what keeps it; undefined where nothing is missing, or keeps it. */
function addCommand(environment: string, graph: PythonGraph): string | undefined {
  const missing = missingTools(environment, graph);
  if (missing.length === 0) return undefined;
  const quoted = missing.map((text) => `"${text}"`).join(' ');
  const format = graph.locks.get(environment)?.lock.format;
  const change = environment === '.' ? '' : ` --directory ${environment}`;
  if (format === 'poetry') return `poetry add --group dev${change} ${quoted}`;
  if (format === 'pdm')
    return `pdm add --dev${environment === '.' ? '' : ` --project ${environment}`} ${quoted}`;
  return isManaged(environment, graph) ? `uv add --dev${change} ${quoted}` : undefined;
}

/** Commands for all that is missing; for the first of several that lack the same. */
export function addCommands(environments: readonly string[], graph: PythonGraph): string[] {
  const found = new Map<string, string[]>();
  for (const environment of environments) {
    if (addCommand(environment, graph) === undefined) continue;
    const format =
      graph.locks.get(environment)?.lock.format ?? String(isManaged(environment, graph));
    const key = [format, ...missingTools(environment, graph)].join('\0');
    found.set(key, [...(found.get(key) ?? []), environment]);
  }
  return [...found.values()].flatMap((alike) => {
    const [first, ...others] = alike as [string, ...string[]];
    const command = `  ${addCommand(first, graph)}`;
    if (alike.length <= most) return alike.map((one) => `  ${addCommand(one, graph)}`);
    return [command, `  and the same in ${others.length} more: ${someOf(others)}`];
  });
}

/**
 * What has to be done before the tasks can run: nothing, or a command.
 *
 * @param exists - whether there is a file, relative to the root
 */
export function firstStep(
  environments: readonly string[],
  graph: PythonGraph,
  exists: (file: string) => boolean,
): string | undefined {
  const isMade = (environment: string) =>
    ['.venv', 'venv'].some((folder) => exists(joinPath(environment, `${folder}/pyvenv.cfg`)));
  const open = environments.find(
    (environment) => !graph.locks.has(environment) && !isMade(environment),
  );
  if (open === undefined) return undefined;
  const change = open === '.' ? '' : ` --directory ${open}`;
  if (isManaged(open, graph)) return `uv lock${change}`;
  const tools = missingTools(open, graph).map((text) => ` "${text}"`);
  const install = `uv pip install${change} ${installArguments(open, graph)}${tools.join('')}`;
  return `uv venv${change}, ${install}`;
}
