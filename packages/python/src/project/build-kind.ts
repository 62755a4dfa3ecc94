import { asStrings, asTable, type Table, valueAt } from '../toml/pyproject.js';
import { metadataSources } from './metadata-sources.js';
import { parseRequirement } from './requirements.js';

/**
 * What the build of a project does beside packing its files. `plain`: nothing, and an editable install
 * of it shows the sources as they are. `compiled`: it makes files, but not out of the Python modules of
 * the package. `scripted`: it runs code of the project or of a plugin, which may read anything.
 */
export type BuildKind = 'plain' | 'compiled' | 'scripted';

/** A project as its build backend sees it. */
export interface Buildable {
  /** Its pyproject.toml. */
  data: Table;
  /** The text of another file of the project; undefined when there is none. */
  text(file: string): string | undefined;
}

type Judge = (project: Buildable) => BuildKind;

const required = ({ data }: Buildable) =>
  asStrings(valueAt(data, 'build-system.requires')).flatMap(
    (text) => parseRequirement(text)?.name ?? [],
  );

/** What a build requires beside what is known to add no code to it. */
function plugins(project: Buildable, harmless: readonly string[]): string[] {
  return required(project).filter((name) => !harmless.includes(name));
}

/** Keys for files that even an editable install gets copies of, beside its modules. */
const copiedFiles =
  /"(data|data-files|script-files|shared-data|shared-scripts|external-data|wheel-data|force-include)":/;

const copiesFiles = (settings: unknown) => copiedFiles.test(JSON.stringify(settings) ?? '');

/** A setup.py that says nothing, for tools that want one. */
const emptySetup =
  /^\s*(from setuptools import setup|import setuptools)\s+(setuptools\.)?setup\(\)\s*$/;

const withoutComments = (text: string) => text.replace(/^\s*(#.*)?$/gm, '').trim();

const setuptools: Judge = (project) => {
  const setup = project.text('setup.py');
  if (setup !== undefined && !emptySetup.test(withoutComments(setup))) return 'scripted';
  if (/^\s*(cmdclass|setup_requires)\s*=/m.test(project.text('setup.cfg') ?? '')) return 'scripted';
  const settings = asTable(valueAt(project.data, 'tool.setuptools'));
  const versioning = ['setuptools-scm', 'vcs-versioning', 'setuptools-git-versioning'];
  const others = plugins(project, ['setuptools', 'wheel', ...versioning]);
  const modules = JSON.stringify(settings['ext-modules'] ?? []);
  if (settings['cmdclass'] || others.length > 0 || modules.includes('.py"')) return 'scripted';
  if (copiesFiles(settings)) return 'scripted';
  const isPlain = modules === '[]' && !required(project).some((name) => versioning.includes(name));
  return isPlain ? 'plain' : 'compiled';
};

/** Hooks that come with hatch or write nothing but a version, which no module decides. */
const versionHooks = new Set(['version', 'vcs']);

function hatchHooks(settings: Table): string[] {
  const build = asTable(settings['build']);
  const targets = Object.values(asTable(build['targets'])).map(asTable);
  const metadata = Object.keys(asTable(valueAt(settings, 'metadata.hooks')));
  const hooks = [build, ...targets].flatMap(({ hooks }) => Object.keys(asTable(hooks)));
  return [...hooks, ...metadata];
}

const hatchling: Judge = (project) => {
  const own = project.text('hatch.toml');
  if (own !== undefined && /hooks/.test(own)) return 'scripted';
  const settings = asTable(valueAt(project.data, 'tool.hatch'));
  const hooks = hatchHooks(settings);
  if (copiesFiles(settings['build']) || hooks.some((name) => !versionHooks.has(name)))
    return 'scripted';
  return hooks.length > 0 ? 'compiled' : 'plain';
};

const poetry: Judge = ({ data }) =>
  valueAt(data, 'tool.poetry.build') === undefined ? 'plain' : 'scripted';

const pdm: Judge = (project) => {
  const settings = asTable(valueAt(project.data, 'tool.pdm.build'));
  const script = project.text('pdm_build.py') ?? project.text('build.py');
  const runs = settings['custom-hook'] || settings['run-setuptools'] || script !== undefined;
  return runs || copiesFiles(settings) || plugins(project, ['pdm-backend', 'pdm-pep517']).length > 0
    ? 'scripted'
    : 'plain';
};

/** A backend that runs no code, and whose settings stand at a key. */
const still =
  (key: string): Judge =>
  ({ data }) =>
    copiesFiles(valueAt(data, key)) ? 'scripted' : 'plain';

const flit = still('tool.flit');

const backends: Record<string, Judge> = {
  uv_build: still('tool.uv.build-backend'),
  'flit_core.buildapi': flit,
  flit_core: flit,
  'poetry.core.masonry.api': poetry,
  'hatchling.build': hatchling,
  'pdm.backend': pdm,
  'pdm.pep517.api': pdm,
  'setuptools.build_meta': setuptools,
  'setuptools.build_meta:__legacy__': setuptools,
  maturin: () => 'compiled',
  'scikit_build_core.build': () => 'compiled',
  mesonpy: () => 'compiled',
};

/** What the build of a project does. Of a backend that is not known, anything is expected. */
export function buildKind(project: Buildable): BuildKind {
  const system = asTable(project.data['build-system']);
  const backend = system['build-backend'];
  if (system['backend-path'] !== undefined) return 'scripted';
  if (typeof backend !== 'string') return setuptools(project);
  return backends[backend]?.(project) ?? 'scripted';
}

/** How a project is built, as far as it matters whether its installation is out of date. */
export interface Build {
  kind: BuildKind;
  /** What {@link metadataSources} says. */
  metadata: readonly string[];
}

/** How a project is built. */
export function describeBuild(project: Buildable): Build {
  return { kind: buildKind(project), metadata: metadataSources(project.data) };
}
