import { SignalError } from '../errors.js';
import { namedFiles } from '../imports/named-files.js';
import { parentFiles } from '../imports/parent-files.js';
import type { ProjectOptions, WorkspaceOptions } from '../options/schema.js';
import { directoryOf } from '../paths.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import { configFilesOf } from './config-files.js';
import { cratesByProject } from './crates.js';
import { describeProject, type ProjectFacts } from './facts.js';
import { linksByProject, projectLinks, type WorkspaceLink } from './links.js';
import { findManifests } from './manifests.js';
import { byClaim, Distributions, NamesInNx, NodeNames, nameClash } from './name-claims.js';
import {
  checkoutsByProject,
  dockerfilesByFolder,
  filesByProject,
  nestedProjects,
} from './owned-paths.js';
import { guessName, readPyprojects, toSignalError } from './read-pyprojects.js';
import { findSpecimens } from './specimens.js';
import { isInTemplate } from './templates.js';
import { environmentRoots } from './uv-workspace.js';

/** A project that cannot be used, and why. */
export interface BrokenProject {
  directory: string;
  file: string;
  /** Folder of the environment it would use: uv reads the manifests of all that share one. */
  environment: string;
  /** Its Python files, relative to it: others go on importing them. */
  pythonFiles: readonly string[];
  /** A name for its node in the graph. */
  name: string;
  error: SignalError;
}

/** Everything in the workspace that is Python. */
export interface Workspace {
  projects: ProjectFacts[];
  broken: BrokenProject[];
  /** By project the `__init__` files of others around its modules. */
  parents: ReadonlyMap<string, readonly string[]>;
  /** Every pyproject.toml that could be read, those that only configure tools included. */
  pyprojects: Pyproject[];
  /** Files that manifests are made from, and that are passed over. */
  templates: string[];
  /** Folders of projects that are data of another one's tests, and belong to it. */
  specimens: string[];
}

/** What {@link analyzeWorkspace} starts from: paths relative to the root, and texts. */
export interface WorkspaceSources {
  /** The workspace's tracked files, as far as they are Python or configuration. */
  files: readonly string[];
  /** Text of each pyproject.toml; an error where it could not be read. */
  pyprojectTexts: ReadonlyMap<string, string | SignalError>;
  /** Texts of the other configuration files that some project may read. */
  configTexts: ReadonlyMap<string, string>;
  /** Texts of setup.py, Cargo.toml and requirements files. */
  setupTexts: ReadonlyMap<string, string>;
  /** Texts of files with commands and hooks. */
  commandTexts: ReadonlyMap<string, string>;
  /** Files that tell of folders in which `files` has none. */
  otherFolders: readonly string[];
  /** Folders above the workspace in its git repository, nearest first. */
  foldersAbove: readonly string[];
  /** Path of the workspace from the root of its git repository. */
  inRepository: string;
  /** Folders of other checkouts, none of whose files is among {@link files}. */
  checkouts?: readonly string[];
  options: WorkspaceOptions;
  /** Checks `[tool.nx-signal]`; throws a SignalError. */
  validateProjectOptions: (pyproject: Pyproject) => ProjectOptions;
  /** Whether the lock of an environment holds a distribution. */
  isLocked: (environment: string, distribution: string) => boolean;
  /** Whether the lock of an environment has the project in a folder, without its modules. */
  isVirtual: (environment: string, directory: string) => boolean;
  links?: readonly WorkspaceLink[];
  /** Projects of Nx's own plugins; one in the folder of a Python project may name that. */
  nxProjects?: readonly {
    root: string;
    name: string;
    isNamed: boolean;
    scripts?: readonly string[];
  }[];
}

const byFile = (left: ProjectFacts, right: ProjectFacts) =>
  left.pyproject.file < right.pyproject.file ? -1 : 1;

function parentsByProject(projects: readonly ProjectFacts[]): Map<string, string[]> {
  const installed = projects.filter((project) => project.installed);
  return parentFiles(
    installed.map(({ directory, environment, pythonFiles, pyproject }) => ({
      project: directory,
      environment,
      files: namedFiles({ directory, pythonFiles, manifest: pyproject }),
    })),
  );
}

/** Where advisories come from is one for all: a project of its own cannot say. */
const ofWorkspace = ['service', 'database', 'publicIndexes'] as const;

function ownOptions(pyproject: Pyproject, sources: WorkspaceSources): ProjectOptions {
  const options = sources.validateProjectOptions(pyproject);
  const { audit } = options;
  const wrong = pyproject.directory !== '.' && ofWorkspace.find((key) => audit?.[key]);
  if (!wrong) return options;
  const key = `tool.nx-signal.audit.${wrong}`;
  throw new SignalError({
    code: 'OPTIONS_INVALID',
    message: `"${wrong}" of the audit is set for the whole workspace, not for one project.`,
    place: { file: pyproject.file, line: lineOfKey(pyproject.text, key), key },
    hint: 'move it to [tool.nx-signal.audit] in the pyproject.toml of the workspace root, or to the options in nx.json.',
  });
}

/**
 * What the root's pyproject.toml says about the audit of all projects, be it a project or not. A mistake in it
 * concerns them all: without it they would be audited by other rules, or not at all.
 */
function rootOptionsReader(
  pyprojects: readonly Pyproject[],
  sources: WorkspaceSources,
): () => ProjectOptions {
  const root = pyprojects.find(({ directory }) => directory === '.');
  if (!root || valueAt(root.data, 'tool.nx-signal.audit') === undefined) return () => ({});
  return () => {
    const { audit } = sources.validateProjectOptions(root);
    return { audit };
  };
}

/** Turns file names and texts into facts. One project's mistake costs that project only. */
export function analyzeWorkspace(sources: WorkspaceSources): Workspace {
  const { pyprojects, unreadable: unread, templates } = readPyprojects(sources.pyprojectTexts);
  const passedOver = new Set(templates.map(directoryOf));
  const isPassedOver = (file: string) => isInTemplate(file) || passedOver.has(directoryOf(file));
  const manifests = findManifests({
    pyprojects,
    texts: new Map(
      [...sources.configTexts, ...sources.setupTexts].filter(([file]) => !isPassedOver(file)),
    ),
    files: sources.files,
    unreadable: unread.map(({ directory }) => directory),
    rootName: sources.nxProjects?.find(({ root, isNamed }) => root === '.' && isNamed)?.name,
  });
  const environments = environmentRoots(
    pyprojects,
    [...pyprojects, ...manifests, ...unread].map(({ directory }) => directory),
  );
  const environmentOf = (directory: string) => environments.get(directory) ?? directory;
  const specimens = findSpecimens(
    [...manifests, ...unread].map(({ directory }) => directory),
    manifests,
    environmentOf,
  );
  const isProject = ({ directory }: { directory: string }) => !specimens.has(directory);
  const [candidates, unreadable] = [manifests.filter(isProject), unread.filter(isProject)];
  const directories = new Set([...candidates, ...unreadable].map(({ directory }) => directory));
  const pythonFiles = filesByProject(sources.files, directories);
  const broken: BrokenProject[] = unreadable.map((project) => ({
    ...project,
    environment: environmentOf(project.directory),
    pythonFiles: pythonFiles.get(project.directory) ?? [],
  }));
  const configFiles = configFilesOf(sources, pyprojects, directories);
  const dockerfiles = dockerfilesByFolder(sources.files);
  const nested = nestedProjects(directories);
  const checkouts = checkoutsByProject(sources.checkouts ?? [], directories);
  const crates = cratesByProject(sources.setupTexts, directories);
  const links = linksByProject(sources.links ?? [], directories);
  const scripts = new Map(sources.nxProjects?.map((project) => [project.root, project.scripts]));
  const nodeNames = new NodeNames(new NamesInNx(sources.nxProjects ?? []));
  const rootOptions = rootOptionsReader(pyprojects, sources);
  const distributions = new Distributions();
  const projects: ProjectFacts[] = [];
  for (const pyproject of byClaim(candidates, environmentOf)) {
    const { directory, file } = pyproject;
    const environment = environmentOf(directory);
    try {
      const facts = describeProject({
        pyproject,
        environment,
        workspaceOptions: sources.options,
        projectOptions: ownOptions(pyproject, sources),
        // The root's own counts once.
        rootOptions: directory === '.' ? {} : rootOptions(),
        pythonFiles: pythonFiles.get(directory) ?? [],
        nested: nested.get(directory) ?? [],
        checkouts: checkouts.get(directory) ?? [],
        dockerfiles: dockerfiles.get(directory) ?? [],
        crates: crates(pyproject),
        configFiles,
        scripts: scripts.get(directory),
        isLocked: (distribution) => sources.isLocked(environment, distribution),
        isVirtual: sources.isVirtual(environment, directory),
        links: projectLinks(directory, links.get(directory) ?? [], sources.links ?? []),
      });
      const other = distributions.claim(facts.distribution, environment, file);
      if (other !== undefined) throw nameClash(pyproject, facts.name, other);
      projects.push({ ...facts, node: nodeNames.take({ name: facts.name, directory, file }) });
    } catch (error) {
      const name = guessName(pyproject.text, directory);
      const own = pythonFiles.get(directory) ?? [];
      const problem = toSignalError(error, file);
      broken.push({ directory, file, environment, pythonFiles: own, name, error: problem });
    }
  }
  return {
    projects: projects.sort(byFile),
    parents: parentsByProject(projects),
    broken: broken.map((project) => ({ ...project, name: nodeNames.take(project) })),
    pyprojects,
    templates,
    specimens: [...specimens].sort(),
  };
}
