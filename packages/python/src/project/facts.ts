import type { ErrorPlace } from '../errors.js';
import { importableFolders } from '../imports/importable-folders.js';
import { normalizeName } from '../normalize-name.js';
import { mergeOptions, type ResolvedOptions } from '../options/merge.js';
import { type TargetKind, type TestKind, type TypeChecker, testKinds } from '../options/names.js';
import type { ProjectOptions, WorkspaceOptions } from '../options/schema.js';
import { isInside, joinPath, relativePath, withAncestors } from '../paths.js';
import type { ConfigFiles, ToolConfig } from '../settings/config-lookup.js';
import { asTable, invalidPyproject, type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import { type ArgumentReads, argumentReads } from '../tools/argument-reads.js';
import { checkerScope } from '../tools/checker-settings.js';
import { chooseChecker } from '../tools/checkers/choose-checker.js';
import { collectionSettings } from '../tools/pytest/collection.js';
import { configuredReports } from '../tools/pytest/reports.js';
import { sortTests, type TestFolders } from '../tools/pytest/test-folders.js';
import { formatEvidence } from '../tools/ruff/formatter.js';
import { searchedFiles } from '../tools/searched-files.js';
import { type ConfiguredTool, toolArguments, toolConfigs } from '../tools/settings.js';
import { installedExtras, installedGroups, offeredExtras } from './dependency-groups.js';
import { isInstalledProject } from './installed-project.js';
import type { ProjectLink } from './links.js';
import { checkersInHooks } from './pinned-tool.js';
import { type DeclaredDependencies, readDeclaredDependencies } from './requirements.js';
import { coveringPaths, importRoot, isHashed } from './source-paths.js';

/** All that targets and edges need to know about one Python project. */
export interface ProjectFacts {
  pyproject: Pyproject;
  /** Folder relative to the workspace root. */
  directory: string;
  /** The distribution's name as it is written. */
  name: string;
  /** The same, PEP 503-normalised. */
  distribution: string;
  /** What its node is called where no file of Nx's says it: the name, or the folder where another project has that. */
  node: string;
  /** Folder with the lock and the environment the project uses. */
  environment: string;
  options: ResolvedOptions;
  declared: DeclaredDependencies;
  /** Dependency groups of the project that are installed in its environment. */
  groups: string[];
  /** Its extras that are. */
  extras: string[];
  /** Those of them that those who depend on it see, too. */
  offeredExtras: string[];
  /** The project's Python files, relative to it. */
  pythonFiles: readonly string[];
  /** The folder that Python imports from, relative to the project. */
  importRoot: string;
  /** Of the project and beside it, what its type checker's settings may choose from, relative to it. */
  sources: string[];
  /** Whether it is installed in its environment, so that others find its modules there. */
  installed: boolean;
  /** True when the project is deployed, or served, rather than imported. */
  application: boolean;
  /** Names of the files in its folder that make an image, sorted. */
  dockerfiles: readonly string[];
  tests: TestFolders;
  /** Files of tests that are in no target, relative to the project. */
  looseTests: string[];
  /** Names of targets that scripts of a package.json have. */
  scripts: readonly string[];
  /** Links among its files, with what they lead to. */
  links: readonly ProjectLink[];
  /** Folders of other checkouts inside, relative to it: nothing in them is the project's. */
  checkouts: readonly string[];
  /** Globs from the root of what its crates are compiled from beside its folder. */
  crates: readonly string[];
  /** Files and folders that its settings let tools write reports to, relative to the project. */
  reports: string[];
  /** Folders that directly hold modules which others can import, relative to the project. */
  importable: string[];
  typeChecker: TypeChecker | undefined;
  /** The file with the hooks for it, which may be why it has no type checker. */
  hooks: string | undefined;
  /** The file whose settings or commands have ruff format it; undefined where none does. */
  formattedBy: string | undefined;
  /** Patterns of files outside all projects that the type checker reads, relative to the root. */
  searchedFiles: string[];
  /** What tools read because `args` of their targets name it, by the target's kind. */
  argumentReads: Partial<Record<TargetKind, ArgumentReads>>;
  config: Record<ConfiguredTool, ToolConfig>;
}

/** What {@link describeProject} starts from. */
export interface ProjectSources {
  pyproject: Pyproject;
  environment: string;
  workspaceOptions: WorkspaceOptions;
  projectOptions: ProjectOptions;
  /** Those of the workspace root's own pyproject.toml, for what it says for all projects. */
  rootOptions?: ProjectOptions;
  /** The project's Python files, relative to it. */
  pythonFiles: readonly string[];
  /** Folders of projects inside, relative to it. */
  nested: readonly string[];
  /** Folders of other checkouts inside, relative to it. */
  checkouts?: readonly string[];
  /** Names of the files in its folder that make an image. */
  dockerfiles: readonly string[];
  configFiles: ConfigFiles;
  links: readonly ProjectLink[];
  /** Globs of what its crates are compiled from beside its folder. */
  crates?: readonly string[] | undefined;
  /** Names of targets that Nx makes from the scripts of a package.json in its folder. */
  scripts?: readonly string[] | undefined;
  /** Whether the lock of the project's environment holds a distribution. */
  isLocked: (distribution: string) => boolean;
  /** Whether that lock has the project without its modules, as uv locks what is no package. */
  isVirtual: boolean;
}

/** Poetry takes any text for a name, an index and Nx do not. */
function poetryName(pyproject: Pyproject): unknown {
  const name = valueAt(pyproject.data, 'tool.poetry.name');
  return typeof name === 'string'
    ? name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    : name;
}

function distributionName(pyproject: Pyproject): string {
  const name = valueAt(pyproject.data, 'project.name') ?? poetryName(pyproject);
  if (typeof name === 'string' && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name))
    return name;
  throw invalidPyproject(
    pyproject,
    'project.name',
    name === undefined
      ? `${pyproject.file} has a [project] table without a name.`
      : `${pyproject.file} names its project ${JSON.stringify(name)}, which is not a valid name.`,
    'set name to letters, digits, ".", "_" and "-", such as name = "my-library".',
  );
}

function configuredFolders(options: ResolvedOptions): Partial<Record<TestKind, string>> {
  const folders: Partial<Record<TestKind, string>> = {};
  for (const kind of testKinds) {
    const { folder } = options.target(kind) || {};
    if (folder) folders[kind] = folder;
  }
  return folders;
}

/** Where the arguments of a target stand. */
function placeOfArguments(
  kind: TargetKind,
  { pyproject, projectOptions }: ProjectSources,
): ErrorPlace {
  const own = projectOptions.targets?.[kind];
  if (!own || !own.args) return { file: 'nx.json', key: `plugins.options.targets.${kind}.args` };
  const { file, text } = pyproject;
  const key = `tool.nx-signal.targets.${kind}.args`;
  return { file, line: lineOfKey(text, key), key };
}

function readArguments(
  sources: ProjectSources,
  options: ResolvedOptions,
  config: ProjectFacts['config'],
  checker: TypeChecker | undefined,
): ProjectFacts['argumentReads'] {
  const project = sources.pyproject.directory;
  const reads: ProjectFacts['argumentReads'] = {};
  for (const kind of ['lint', 'typecheck', ...testKinds] as const) {
    const { args = [] } = options.target(kind) || {};
    if (args.length === 0) continue;
    const place = placeOfArguments(kind, sources);
    const own = toolArguments(kind, project, config, checker);
    reads[kind] = argumentReads({ args, project, place, ...own }, sources.configFiles);
  }
  return reads;
}

/** Names that a project and the root of its environment declare. */
function namesDeclared(
  { pyproject: { directory }, environment, configFiles }: ProjectSources,
  { names }: DeclaredDependencies,
): Set<string> {
  const root = environment === directory ? undefined : configFiles.pyproject(environment);
  return new Set([...names, ...(root ? readDeclaredDependencies(root).names : [])]);
}

/** The nearest hooks at or above a project. */
function hooksOf(directory: string, configFiles: ConfigFiles) {
  return withAncestors(directory).flatMap((folder) => configFiles.hooks?.(folder) ?? [])[0];
}

/** The type checkers that hooks have and nobody declares. */
function checkersOfHooks(
  hooks: { text: string } | undefined,
  sources: ProjectSources,
  declared: DeclaredDependencies,
): TypeChecker[] {
  if (hooks === undefined) return [];
  const names = namesDeclared(sources, declared);
  return checkersInHooks(hooks.text).filter((checker) => !names.has(checker));
}

/** What a project's type checker is given, without what the settings leave out for sure. */
function checkedSources(
  { pyproject: { directory }, pythonFiles, nested, checkouts = [], configFiles }: ProjectSources,
  checker: TypeChecker | undefined,
  config: ProjectFacts['config'],
): string[] {
  if (!checker) return [];
  const scope = checkerScope(checker, directory, config[checker], configFiles);
  const chosen = pythonFiles.filter(
    (file) => isHashed(file) && scope.checks(joinPath(directory, file)),
  );
  const beside = scope.outside.map((path) => relativePath(directory, path));
  return [...coveringPaths(pythonFiles, chosen, [...nested, ...checkouts]), ...beside];
}

/** Puts together the facts about one project. Throws PYPROJECT_INVALID for what cannot be used. */
export function describeProject(sources: ProjectSources): Omit<ProjectFacts, 'node'> {
  const { pyproject, configFiles } = sources;
  const { directory, data } = pyproject;
  const name = distributionName(pyproject);
  const options = mergeOptions(sources.workspaceOptions, sources.projectOptions, {
    scripts: sources.scripts,
    root: sources.rootOptions,
  });
  const declared = readDeclaredDependencies(pyproject);
  const config = toolConfigs(directory, configFiles);
  const { tests, loose } = sortTests({
    files: sources.pythonFiles,
    settings: collectionSettings(directory, config.pytest.file, configFiles),
    folders: configuredFolders(options),
  });
  const hooks = hooksOf(directory, configFiles);
  const typeChecker =
    options.typeChecker ??
    chooseChecker(config, sources.isLocked, checkersOfHooks(hooks, sources, declared));
  const argumentReads = readArguments(sources, options, config, typeChecker);
  return {
    pyproject,
    directory,
    name,
    distribution: normalizeName(name),
    environment: sources.environment,
    options,
    declared,
    groups: installedGroups(pyproject, declared, options.groups),
    extras: installedExtras(pyproject, declared, options.extras),
    offeredExtras: offeredExtras(declared, options.extras),
    pythonFiles: sources.pythonFiles,
    importRoot: importRoot(sources.pythonFiles),
    sources: checkedSources(sources, typeChecker, config),
    installed: !sources.isVirtual && isInstalledProject(pyproject),
    application:
      sources.dockerfiles.length > 0 ||
      options.serve !== undefined ||
      Object.keys(asTable(valueAt(data, 'project.scripts'))).length > 0,
    dockerfiles: sources.dockerfiles,
    tests,
    looseTests: loose,
    scripts: sources.scripts ?? [],
    links: sources.links,
    checkouts: sources.checkouts ?? [],
    crates: sources.crates ?? [],
    reports: configuredReports({ pyproject, config: config.pytest, configFiles, options }).filter(
      (path) => !sources.pythonFiles.some((file) => isInside(file, path)),
    ),
    importable: importableFolders(sources.pythonFiles, data),
    typeChecker,
    hooks: typeChecker === undefined ? hooks?.file : undefined,
    formattedBy: formatEvidence(
      directory,
      config.ruff,
      namesDeclared(sources, declared),
      configFiles,
    ),
    searchedFiles: typeChecker
      ? searchedFiles(typeChecker, directory, config[typeChecker], configFiles)
      : [],
    argumentReads,
    config,
  };
}
