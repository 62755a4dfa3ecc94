import { parse } from 'smol-toml';
import { escapePattern } from '../escape-pattern.js';
import { normalizeName } from '../normalize-name.js';
import { isInside, joinPath, relativePath } from '../paths.js';
import { parseRequirement } from '../project/requirements.js';
import { type Keys, setToml, tomlValue } from '../toml/edit-toml.js';
import type { Table } from '../toml/pyproject.js';

/** Name, module and folder of a project, before and after. */
export interface Relocation {
  from: { name: string; module: string; directory: string };
  to: { name: string; module: string; directory: string };
}

const requirementLists =
  /^(?:project\.dependencies|project\.optional-dependencies\..+|dependency-groups\..+|tool\.uv\.dev-dependencies)$/;

/** Keys whose values name modules. */
const moduleKeys =
  /(?:^|\.)(?:known-first-party|known-local-folder|module|modules|module-name|packages|source|scripts|gui-scripts|entry-points|ext-modules|overrides|root-packages|root_package|root_packages)(?:\.|$)/;

/** `models[fast]>=1; marker` by another name. */
function renameRequirement(text: string, { from, to }: Relocation): string {
  if (parseRequirement(text)?.name !== normalizeName(from.name)) return text;
  return text.replace(/^\s*[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/, to.name);
}

/** `orders`, `orders.api`, `orders.api:main` by another module. */
function renameInModulePath(text: string, { from, to }: Relocation): string {
  const rest = text.slice(from.module.length);
  return text.startsWith(from.module) && /^(?:$|[.:])/.test(rest) ? to.module + rest : text;
}

/** The words that start a server, such as `uvicorn orders.app:app` and `python -m orders`, by another module. */
function renameInCommand(value: unknown, relocation: Relocation): unknown {
  const { from, to } = relocation;
  if (Array.isArray(value))
    return value.map((word, at) =>
      value[at - 1] === '-m' && typeof word === 'string'
        ? renameInModulePath(word, relocation)
        : renameInCommand(word, relocation),
    );
  if (typeof value !== 'string') return value;
  const module = escapePattern(from.module);
  const member = new RegExp(
    `(?<![\\w./-])${module}(?=[.:]\\w)|(?<=\\s-m\\s+)${module}(?![\\w-])`,
    'g',
  );
  return value.replaceAll(member, to.module);
}

/** A path that leads into the folder, or out of it, when the folder goes elsewhere. */
function movePath(text: string, directory: string, { from, to }: Relocation): string {
  const root = '{workspaceRoot}/';
  if (text.startsWith(root)) {
    const path = text.slice(root.length);
    if (!isInside(path, from.directory)) return text;
    return root + to.directory + path.slice(from.directory.length);
  }
  if (!text.includes('/') || /^[a-z]+:|[{$]/i.test(text)) return text;
  const resolved = joinPath(directory, text);
  const own = directory === from.directory;
  if (isInside(resolved, from.directory))
    return own
      ? text
      : relativePath(directory, to.directory + resolved.slice(from.directory.length));
  return own && text.startsWith('..') ? relativePath(to.directory, resolved) : text;
}

/** A path inside the project, when its package is called something else: `src/orders/_native.c`. */
function renamePackage(text: string, { from, to }: Relocation): string {
  return text.replace(new RegExp(`^(\\./)?(src/)?${from.module}(?=/|$)`), `$1$2${to.module}`);
}

type MapText = (text: string, keys: string) => string;

function textMapper(directory: string, relocation: Relocation): MapText {
  const own = directory === relocation.from.directory;
  return (text, keys) => {
    if (own && keys === 'project.name') return relocation.to.name;
    if (requirementLists.test(keys)) return renameRequirement(text, relocation);
    if (moduleKeys.test(keys)) {
      const renamed = renameInModulePath(text, relocation);
      if (renamed !== text) return renamed;
    }
    const moved = movePath(text, directory, relocation);
    return own && moved.includes('/') ? renamePackage(moved, relocation) : moved;
  };
}

function mapValue(value: unknown, keys: string, map: MapText): unknown {
  if (typeof value === 'string') return map(value, keys);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, keys, map));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const copy = Object.create(null);
  for (const [key, item] of Object.entries(value))
    copy[key] = mapValue(item, `${keys}.${key}`, map);
  return copy;
}

/** Where the tables end: each text or list, by its keys. */
function leaves(table: Table, keys: Keys = []): Keys[] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
      ? leaves(value as Table, [...keys, key])
      : [[...keys, key]],
  );
}

function newKey(keys: Keys, own: boolean, { from, to }: Relocation): string {
  const key = keys.at(-1) as string;
  const table = keys.slice(0, -1).join('.');
  if (table === 'tool.uv.sources' && normalizeName(key) === normalizeName(from.name))
    return to.name;
  if (own && table === 'tool.setuptools.package-data' && key === from.module) return to.module;
  return key;
}

/** Gives a key of a table another name, where it stands. */
function renameKey(file: string, text: string, keys: Keys, name: string): string {
  const old = keys.at(-1) as string;
  const target = [...keys.slice(0, -1), name];
  const value = tomlValue(text, keys);
  const line = new RegExp(`^(["']?)${old.replaceAll('.', '\\.')}\\1(?=\\s*[=.])`, 'gm');
  if ([...text.matchAll(line)].length === 1) {
    const renamed = text.replace(line, /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));
    if (tomlValue(renamed, target) !== undefined && tomlValue(renamed, keys) === undefined)
      return renamed;
  }
  return setToml(file, setToml(file, text, target, value), keys, undefined);
}

function tableKeys(text: string, own: boolean): Keys[] {
  const tables: Keys[] = [['tool', 'uv', 'sources']];
  if (own) tables.push(['tool', 'setuptools', 'package-data']);
  return tables.flatMap((keys) =>
    Object.keys((tomlValue(text, keys) ?? {}) as Table).map((key) => [...keys, key]),
  );
}

/**
 * The text of a pyproject.toml, or of another TOML file of tool settings, after a project got
 * another name or folder: requirements, sources, paths, and names of modules.
 *
 * @param directory - folder of the file, relative to the workspace root, before the change
 */
export function relocateManifest(
  file: string,
  text: string,
  directory: string,
  relocation: Relocation,
): string {
  const map = textMapper(directory, relocation);
  const own = directory === relocation.from.directory;
  let result = text;
  for (const keys of leaves(parse(text) as Table)) {
    const name = keys.join('.');
    const value = tomlValue(result, keys);
    const mapped =
      own && name === 'tool.nx-signal.serve'
        ? renameInCommand(value, relocation)
        : mapValue(value, name, map);
    result = setToml(file, result, keys, mapped);
  }
  for (const keys of tableKeys(result, own)) {
    const name = newKey(keys, own, relocation);
    if (name !== keys.at(-1)) result = renameKey(file, result, keys, name);
  }
  return result;
}
