import type { ToolTask, ToolWorkspace } from './tool-task.js';

/** What a tool's environment differs in from that of this process; undefined takes a variable away. */
export type EnvironmentChanges = Record<string, string | undefined>;

/**
 * Beginnings of variables that decide what Python and the tools do: which modules there are, which
 * tests run, which rules count. A result must not depend on the shell that a task was started from.
 */
const steering: readonly string[] = [
  // The interpreter: search path, optimisation, warnings, encodings, seeds.
  'PYTHON',
  '_PYTHON',
  '__PYVENV',
  // Another environment than the one that was hashed.
  'VIRTUAL_ENV',
  'CONDA_',
  // Pytest, and what its plugins start from.
  'PYTEST_',
  'COVERAGE_',
  'COV_CORE_',
  'HYPOTHESIS_',
  '_HYPOTHESIS_',
  'DJANGO_SETTINGS_MODULE',
  'DJANGO_CONFIGURATION',
  // The other tools, each by its own name.
  'RUFF_',
  'MYPY',
  'TY_',
  'PYREFLY_',
  'PYRIGHT_',
  'BASEDPYRIGHT_',
  'UV_',
];

/** Those that stay all the same, with the reason why they cannot change a result. */
const harmless: Readonly<Record<string, string>> = {
  PYTHONPYCACHEPREFIX: 'where bytecode is kept',
  PYTHONDONTWRITEBYTECODE: 'whether bytecode is kept',
  PYTHONUNBUFFERED: 'when output arrives',
  RUFF_CACHE_DIR: 'where ruff keeps what it has found',
  PYRIGHT_PYTHON_CACHE_DIR: 'where pyright from PyPI keeps what it downloads',
  PYRIGHT_PYTHON_ENV_DIR: 'where it keeps Node',
  UV_CACHE_DIR: 'where uv keeps what it downloads, for tests that call it',
  UV_PYTHON_INSTALL_DIR: 'where uv keeps the interpreters that it downloads',
};

/** Windows knows a variable by its letters, whatever their case. */
export const normalized = (name: string) =>
  process.platform === 'win32' ? name.toUpperCase() : name;

/** Whether a variable is kept although its name begins as those that steer. */
export function isLetThrough(name: string): boolean {
  return normalized(name) in harmless;
}

/** Whether a variable decides what Python or a tool does. */
export function isSteering(name: string): boolean {
  const known = normalized(name);
  return !isLetThrough(name) && steering.some((prefix) => known.startsWith(prefix));
}

/**
 * Takes all variables away that steer Python and the tools, but for those that are in the hash of the
 * task.
 *
 * @param declared - names of the variables that the task's target has among its inputs
 */
export function withoutSteering(
  declared: readonly string[] = [],
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const kept = new Set(declared.map(normalized));
  const found = Object.keys(variables).filter(isSteering);
  // Those that stay are named, too: a process that others share has been started without them.
  return Object.fromEntries(
    found.map((name) => [name, kept.has(normalized(name)) ? variables[name] : undefined]),
  );
}

/** What is known of the variables of a task. */
export type Variables = Pick<ToolTask, 'variables' | 'fileVariables'>;

/** The variables that a task was hashed with: those of this process, with what its `.env` files change in them. */
export function variablesOf(
  { fileVariables }: Variables,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...inherited, ...fileVariables };
}

/** What every way of running a task's tool starts from: all that it was hashed with, and nothing else that steers. */
export function hashedVariables(
  task: Variables,
  inherited: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const all = variablesOf(task, inherited);
  return { ...task.fileVariables, ...withoutSteering(task.variables, all) };
}

/** What a process must share with all tasks in it, as part of a group's key. */
export function steeringKey({ variables = [], fileVariables }: Variables): string {
  const own = fileVariables ? [JSON.stringify(fileVariables)] : [];
  return [...[...variables].filter(isSteering).sort(), ...own].join(' ');
}

/**
 * Keeps the settings of the account from a program that looks for them where the system says that
 * settings are, or in the home folder: its own, and git's list of files that are ignored everywhere.
 */
export function withoutAccount(
  { cacheFolder }: Pick<ToolWorkspace, 'cacheFolder'>,
  platform: NodeJS.Platform = process.platform,
): EnvironmentChanges {
  const nobody = `${cacheFolder}/nobody`;
  const home = platform === 'win32' ? { USERPROFILE: nobody } : { HOME: nobody };
  return { ...home, XDG_CONFIG_HOME: `${nobody}/.config`, APPDATA: `${nobody}/AppData` };
}

/** Variables that Nx and npm set for what they run: how a task was asked for, and by which process. */
const ofRunner = /^(?:NX_(?!SIGNAL_)|npm_|LERNA_PACKAGE_NAME$|INIT_CWD$)/;

/** What Nx and npm have said about the run. It differs between runs, and none of it is in a hash. */
export function variablesOfRun(variables: NodeJS.ProcessEnv = process.env): EnvironmentChanges {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => ofRunner.test(name)));
}

/**
 * Takes {@link variablesOfRun} away, so that a process can wait for the next run, however that will be asked for.
 *
 * @param declared - names of the variables that the task's target has among its inputs
 */
export function withoutRun(
  declared: readonly string[] = [],
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const found = Object.keys(variablesOfRun(variables)).filter((name) => !declared.includes(name));
  return Object.fromEntries(found.map((name) => [name, undefined]));
}
