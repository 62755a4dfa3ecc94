import { parse } from 'smol-toml';
import { normalizeName } from '../normalize-name.js';
import { parseRequirement } from '../project/requirements.js';
import { type Keys, setToml, tomlValue } from '../toml/edit-toml.js';
import { asTable, type Table } from '../toml/pyproject.js';

function requirementLists(data: Table): Keys[] {
  const inTable = (keys: Keys) =>
    Object.keys(asTable(keys.reduce<unknown>((table, key) => asTable(table)[key], data))).map(
      (key) => [...keys, key],
    );
  return [
    ['project', 'dependencies'],
    ...inTable(['project', 'optional-dependencies']),
    ...inTable(['dependency-groups']),
    ['tool', 'uv', 'dev-dependencies'],
  ];
}

/** The text of a pyproject.toml without a dependency, in whatever list, and without its source. */
export function withoutDependency(file: string, text: string, name: string): string {
  const wanted = normalizeName(name);
  let result = text;
  for (const keys of requirementLists(parse(text) as Table)) {
    const list = tomlValue(result, keys);
    if (!Array.isArray(list)) continue;
    const kept = list.filter(
      (item) => typeof item !== 'string' || parseRequirement(item)?.name !== wanted,
    );
    if (kept.length < list.length) result = setToml(file, result, keys, kept);
  }
  const sources: Keys = ['tool', 'uv', 'sources'];
  for (const key of Object.keys(asTable(tomlValue(result, sources))))
    if (normalizeName(key) === wanted) result = setToml(file, result, [...sources, key], undefined);
  return result;
}
