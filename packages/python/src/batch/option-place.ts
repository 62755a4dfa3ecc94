import { join } from 'node:path';
import type { ErrorPlace } from '../errors.js';
import { joinPath } from '../paths.js';
import { readText } from '../settings/read-text.js';
import { asTable } from '../toml/pyproject.js';

/** Whose option is looked for. */
export interface OptionOwner {
  root: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
  target: string;
  executor?: string | undefined;
}

/** The line of the last of some keys, each looked for behind the one before. */
function lineOf(text: string, keys: readonly string[]): number | undefined {
  let at = 0;
  for (const key of keys) {
    at = text.indexOf(JSON.stringify(key), at);
    if (at < 0) return undefined;
  }
  return text.slice(0, at).split('\n').length;
}

function placeIn(
  root: string,
  file: string,
  above: readonly string[],
  option: string,
): ErrorPlace | undefined {
  const text = readText(join(root, file));
  if (text === undefined) return undefined;
  let target: Record<string, unknown>;
  try {
    target = above.reduce<Record<string, unknown>>(
      (table, key) => asTable(table[key]),
      JSON.parse(text),
    );
  } catch {
    // With comments, for example: Nx reads them.
    return undefined;
  }
  const configurations = Object.keys(asTable(target['configurations'])).map((name) => [
    'configurations',
    name,
  ]);
  const keys = [['options'], ...configurations].find(
    (path) => path.reduce((table, key) => asTable(table[key]), target)[option] !== undefined,
  );
  if (!keys) return undefined;
  const all = [...above, ...keys, option];
  return { file, line: lineOf(text, all), key: all.join('.') };
}

/** Where an option of a target was set by hand, as far as it can be told. */
export function optionPlace(owner: OptionOwner, option: string): ErrorPlace | undefined {
  const { root, project, target, executor } = owner;
  const manifest = (name: string) => joinPath(project, name);
  return (
    placeIn(root, manifest('project.json'), ['targets', target], option) ??
    placeIn(root, manifest('package.json'), ['nx', 'targets', target], option) ??
    placeIn(root, 'nx.json', ['targetDefaults', target], option) ??
    (executor ? placeIn(root, 'nx.json', ['targetDefaults', executor], option) : undefined)
  );
}
