import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { joinRequirement, splitRequirement } from '../project/requirement-parts.js';
import { setToml, valueIn } from '../toml/edit-toml.js';
import { asStrings, asTable, parsePyproject, type Table, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import { poetryRequirementsOf, writePoetryRequirement } from './poetry-tables.js';
import { newSpecifiers, type VersionPrefix } from './requirement-range.js';

/** A manifest: its path, for errors, and its text. */
export interface Manifest {
  file: string;
  text: string;
}

/** Where a manifest says its version: in `[project]`, in Poetry's table or, from older times, in both. */
function keysOfVersion(data: Table): string[][] {
  const keys = [
    ['project', 'version'],
    ['tool', 'poetry', 'version'],
  ];
  return keys.filter((path) => typeof valueIn(data, path) === 'string');
}

/**
 * The version that a manifest says.
 *
 * @throws SignalError VERSION_DYNAMIC where something else says it
 */
export function readVersion({ file, text }: Manifest): string {
  const { data } = parsePyproject(file, text);
  const [keys] = keysOfVersion(data);
  const isDynamic = asStrings(valueAt(data, 'project.dynamic')).includes('version');
  if (keys && !(isDynamic && keys[0] === 'project')) return String(valueIn(data, keys));
  throw new SignalError({
    code: 'VERSION_DYNAMIC',
    message: `${file} contains no version: the build backend computes it.`,
    place: { file, line: lineOfKey(text, 'project.dynamic'), key: 'project.dynamic' },
    hint: 'set `version` in [project] and remove it from `dynamic`, or leave the project out of release.projects in nx.json.',
  });
}

/** The text with another version in it. Throws as {@link readVersion}, and TOML_NOT_EDITABLE. */
export function writeVersion(manifest: Manifest, version: string): string {
  readVersion(manifest);
  const { file, text } = manifest;
  const all = keysOfVersion(parsePyproject(file, text).data);
  return all.reduce((edited, keys) => setToml(file, edited, keys, version), text);
}

/** Lists of requirements in a manifest, by their keys. */
function listsIn(data: Table): string[][] {
  const below = (path: string[]) =>
    Object.keys(asTable(valueAt(data, path.join('.')))).map((name) => [...path, name]);
  return [
    ['project', 'dependencies'],
    ...below(['project', 'optional-dependencies']),
    ...below(['dependency-groups']),
    ['build-system', 'requires'],
  ];
}

/** A requirement of a sibling, and where it stands. */
export interface SiblingRequirement {
  keys: string[];
  /** Its specifiers; empty where it takes any version. */
  specifiers: string;
}

/** How a manifest asks for a distribution, wherever it does. */
export function requirementsOf(manifest: Manifest, distribution: string): SiblingRequirement[] {
  const { data } = parsePyproject(manifest.file, manifest.text);
  const inLists = listsIn(data).flatMap((keys) => {
    const list = asStrings(valueIn(data, keys));
    return list.flatMap((item) => {
      const parts = splitRequirement(item);
      return parts && normalizeName(parts.name) === normalizeName(distribution)
        ? [{ keys, specifiers: parts.specifiers }]
        : [];
    });
  });
  return [...inLists, ...poetryRequirementsOf(manifest, distribution)];
}

/** What is asked for of a sibling from now on. */
export interface NewRequirement {
  /** The distribution's name, in any spelling. */
  distribution: string;
  /** In PEP 440's form. */
  version: string;
  prefix: VersionPrefix;
  /** Leave requirements alone that take any version: the workspace says where it comes from. */
  keepsOpen: boolean;
}

function renewed(item: unknown, asked: NewRequirement): unknown {
  const parts = typeof item === 'string' ? splitRequirement(item) : undefined;
  if (!parts || normalizeName(parts.name) !== normalizeName(asked.distribution)) return item;
  if (parts.specifiers === '' && asked.keepsOpen) return item;
  const specifiers = newSpecifiers(parts.specifiers, asked.version, asked.prefix);
  return specifiers === undefined ? item : joinRequirement({ ...parts, specifiers });
}

/** The text with requirements of a sibling's new version; as it is where nothing has to change. */
export function writeRequirement({ file, text }: Manifest, asked: NewRequirement): string {
  let edited = text;
  for (const keys of listsIn(parsePyproject(file, text).data)) {
    const list = valueIn(parsePyproject(file, edited).data, keys);
    if (!Array.isArray(list)) continue;
    const next = list.map((item) => renewed(item, asked));
    if (next.some((item, at) => item !== list[at])) edited = setToml(file, edited, keys, next);
  }
  return writePoetryRequirement({ file, text: edited }, asked);
}
