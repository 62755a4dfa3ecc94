import { normalizeName } from '../normalize-name.js';
import type { TypeChecker } from '../options/names.js';
import { joinPath } from '../paths.js';
import { asStrings, asTable, type Table, valueAt } from '../toml/pyproject.js';
import { readRequirementsFiles } from './requirements-files.js';

/** Whatever lists requirements as texts: lists of the standards, and of managers' own. */
function requirementLists(data: Table): unknown[] {
  const tables = [
    'project.optional-dependencies',
    'dependency-groups',
    'tool.pdm.dev-dependencies',
  ].flatMap((key) => Object.values(asTable(valueAt(data, key))));
  const environments = Object.values(asTable(valueAt(data, 'tool.hatch.envs'))).flatMap((one) => [
    asTable(one)['dependencies'],
    asTable(one)['extra-dependencies'],
  ]);
  return [
    valueAt(data, 'project.dependencies'),
    valueAt(data, 'tool.uv.dev-dependencies'),
    ...tables,
    ...environments,
  ];
}

function poetryVersions(name: string, data: Table): unknown[] {
  const poetry = asTable(valueAt(data, 'tool.poetry'));
  const groups = Object.values(asTable(poetry['group'])).map(
    (group) => asTable(group)['dependencies'],
  );
  return [poetry['dependencies'], poetry['dev-dependencies'], ...groups]
    .flatMap((table) => Object.entries(asTable(table)))
    .filter(([key]) => normalizeName(key) === name)
    .map(([, value]) => asTable(value)['version'] ?? value);
}

const release = /^\d+(?:\.\d+)*(?:(?:a|b|rc|\.post|\.dev)\d+)*$/;

/** The only version that some words let through, if they do so. */
function exactVersion(words: unknown, isExactWithout: boolean): string | undefined {
  if (typeof words !== 'string') return undefined;
  const [, operator = '', version = ''] = /^\s*(={0,3})\s*([^\s,;]+)\s*$/.exec(words) ?? [];
  const isExact = operator.length > 1 || (isExactWithout && operator === '');
  return isExact && release.test(version) ? version : undefined;
}

/** What stands behind a name in a requirement; its marker is about where it holds, and tools hold everywhere. */
function versionWords(name: string, requirement: string): string | undefined {
  const [, found = '', words] =
    /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)/.exec(requirement) ?? [];
  return normalizeName(found) === name ? words?.replace(/\s--.*$/, '') : undefined;
}

/**
 * The version of a tool that a folder's manifest and requirements files pin; undefined where they pin none,
 * or several.
 *
 * @param data - the parsed pyproject.toml
 * @param requirements - texts of requirements files by name
 */
export function pinnedVersion(
  name: string,
  data: Table,
  requirements: Iterable<[string, string]>,
): string | undefined {
  const listed = [
    ...requirementLists(data).flatMap((list) => asStrings(list)),
    ...readRequirementsFiles(requirements).requirements,
  ];
  const versions = [
    ...listed.map((text) => exactVersion(versionWords(name, text), false)),
    ...poetryVersions(name, data).map((words) => exactVersion(words, true)),
    exactVersion(valueAt(data, `tool.${name}.required-version`), false),
  ].filter((version) => version !== undefined);
  const [version, ...others] = new Set(versions);
  return others.length === 0 ? version : undefined;
}

/** Files with hooks, of which a folder has one. */
export const hookFiles: readonly string[] = ['.pre-commit-config.yaml', '.pre-commit-config.yml'];

/** Repositories of hooks that have a type checker with packages of its own. */
const checkerHooks: readonly (readonly [TypeChecker, RegExp])[] = [
  ['mypy', /\/pre-commit\/mirrors-mypy\b/],
  ['basedpyright', /\/basedpyright-pre-commit-mirror\b/],
  ['pyright', /\/RobertCraigie\/pyright-python\b/i],
  ['pyrefly', /\/pyrefly-pre-commit\b/],
];

/** The type checkers that a text with hooks has. */
export function checkersInHooks(text: string): TypeChecker[] {
  const repositories = [...text.matchAll(/^[ \t]*-?[ \t]*repo:[ \t]*(.*)$/gm)].map(
    ([, address = '']) => address,
  );
  return checkerHooks.flatMap(([checker, pattern]) =>
    repositories.some((address) => pattern.test(address)) ? [checker] : [],
  );
}

/** The repository of ruff's hooks with its revision; a commit has its version in a comment. */
const hookOfRuff =
  /^[ \t]*-?[ \t]*repo:[ \t]*["']?https:\/\/github\.com\/(?:astral-sh|charliermarsh)\/ruff-pre-commit(?:\.git)?\/?["']?[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*[ \t]*rev:[ \t]*(.*)$/m;

const tag = /^["']?v?(\d[\w.]*)["']?\s*(?:#.*)?$/;

/**
 * The version of ruff that the hooks of a folder run.
 *
 * @param texts - of files with commands, by path
 */
export function hookVersion(
  folder: string,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  const found = hookFiles.map((name) => texts.get(joinPath(folder, name)));
  const [, revision = ''] = hookOfRuff.exec(found.find((text) => text !== undefined) ?? '') ?? [];
  const [, version] = /#\s*frozen:\s*v?([\d.]+)/.exec(revision) ?? tag.exec(revision) ?? [];
  return version !== undefined && release.test(version) ? version : undefined;
}
