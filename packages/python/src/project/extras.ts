import { asTable, type Pyproject, valueAt } from '../toml/pyproject.js';
import { requirementsIn } from './requirements.js';

/** Extras of a project that name one of some distributions, as they are written. */
export function extrasNaming({ data }: Pyproject, distributions: ReadonlySet<string>): string[] {
  const extras = Object.entries(asTable(valueAt(data, 'project.optional-dependencies')));
  return extras.flatMap(([extra, list]) =>
    requirementsIn(list).some(({ name }) => distributions.has(name)) ? [extra] : [],
  );
}

/** Whether a manifest is Poetry's. */
export function isOfPoetry({ data }: Pyproject): boolean {
  return valueAt(data, 'tool.poetry') !== undefined;
}
