import { asStrings, valueAt } from '../toml/pyproject.js';
import { buildBackend } from './build-backend.js';
import { buildKind } from './build-kind.js';
import type { ProjectFacts } from './facts.js';
import { type NamedRequirement, requirementsIn } from './requirements.js';

type Built = Pick<ProjectFacts, 'pyproject' | 'options'>;

/** Whether a project says how it is built, and has a target for that. */
export function isBuildable({ pyproject, options }: Built): boolean {
  return pyproject.data['build-system'] !== undefined && options.target('build') !== false;
}

/** What the build of a project requires, as its manifest has it. */
export function buildRequirements({ pyproject }: Pick<ProjectFacts, 'pyproject'>): string[] {
  return asStrings(valueAt(pyproject.data, 'build-system.requires'));
}

/** The distributions that these name. */
export function requiredToBuild(facts: Pick<ProjectFacts, 'pyproject'>): NamedRequirement[] {
  return requirementsIn(buildRequirements(facts));
}

/** Backends whose source archives hold what git has, and nothing of what is not committed. */
const archivesOfGit = ['mesonpy'];

/** What takes a version out of git. */
const versionsOfGit =
  /^(?:setuptools-scm|vcs-versioning|setuptools-git-versioning|hatch-vcs|versioningit|versioneer|dunamai|poetry-dynamic-versioning|uv-dynamic-versioning|setuptools-git|git-versioner)$/;

/** What of a git repository a build asks for. `files`: what is committed; `history`: tags and commits. */
export type NeedOfGit = 'files' | 'history' | undefined;

/** What a project's build asks git for. */
export function needOfGit(facts: Pick<ProjectFacts, 'pyproject'>): NeedOfGit {
  const { data } = facts.pyproject;
  const plugins = requiredToBuild(facts).map(({ name }) => name);
  const isPdm = valueAt(data, 'tool.pdm.version.source') === 'scm';
  if (isPdm || plugins.some((name) => versionsOfGit.test(name))) return 'history';
  return archivesOfGit.includes(buildBackend(data)) ? 'files' : undefined;
}

/**
 * Whether a build may start a compiler, as far as the names of files tell. What setuptools does may stand in a
 * setup.py or setup.cfg, so it may.
 */
export function mayCompile(facts: Pick<ProjectFacts, 'pyproject' | 'pythonFiles'>): boolean {
  const { data } = facts.pyproject;
  const backend = valueAt(data, 'build-system.build-backend');
  if (typeof backend !== 'string' || backend.startsWith('setuptools')) return true;
  const has = (file: string) => facts.pythonFiles.includes(file);
  // Hooks come with a requirement or a file of this name.
  if (requiredToBuild(facts).length > 1 || has('hatch_build.py')) return true;
  return buildKind({ data, text: (file) => (has(file) ? file : undefined) }) !== 'plain';
}
