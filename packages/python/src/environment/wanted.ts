import { normalizeName } from '../normalize-name.js';
import { parseRequirement, readDeclaredDependencies } from '../project/requirements.js';
import { asStrings, asTable, type Pyproject, valueAt } from '../toml/pyproject.js';
import type { Wanted } from './compare-lock.js';

const conditions = ['optional', 'markers', 'python', 'platform'];

/** A requirement of Poetry's own form that holds everywhere. */
function isCertain([name, value]: [string, unknown]): boolean {
  const isList = Array.isArray(value);
  return name !== 'python' && !isList && !conditions.some((key) => asTable(value)[key]);
}

function certainNames({ data }: Pyproject): string[] {
  const standard = asStrings(valueAt(data, 'project.dependencies'))
    .filter((text) => !text.includes(';'))
    .flatMap((text) => parseRequirement(text)?.name ?? []);
  const poetry = Object.entries(asTable(valueAt(data, 'tool.poetry.dependencies')));
  // What Poetry's table says of a name adds to `[project]`: its markers hold there, too.
  const restricted = new Set(
    poetry.filter((entry) => !isCertain(entry)).map(([name]) => normalizeName(name)),
  );
  const named = [...standard, ...poetry.filter(isCertain).map(([name]) => normalizeName(name))];
  return named.filter((name) => !restricted.has(name));
}

/** What the projects of an environment ask for. */
export function wantedBy(pyprojects: readonly Pyproject[]): Wanted {
  const names = pyprojects.flatMap((pyproject) => [...readDeclaredDependencies(pyproject).names]);
  return { names: new Set(names), certain: new Set(pyprojects.flatMap(certainNames)) };
}
