import { directoryOf, relativeInside, withAncestors } from '../paths.js';

/** Python files per project: each belongs to the nearest project above it. */
export function filesByProject(
  files: readonly string[],
  directories: ReadonlySet<string>,
): Map<string, string[]> {
  const owners = new Map<string, string | undefined>();
  const result = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('.py') && !file.endsWith('.pyi')) continue;
    const folder = directoryOf(file);
    if (!owners.has(folder))
      owners.set(
        folder,
        withAncestors(folder).find((path) => directories.has(path)),
      );
    const owner = owners.get(folder);
    if (owner === undefined) continue;
    const list = result.get(owner);
    if (list) list.push(relativeInside(file, owner));
    else result.set(owner, [relativeInside(file, owner)]);
  }
  return result;
}

/** The folders of projects inside others, by the folder of the next one around. */
export function nestedProjects(directories: ReadonlySet<string>): Map<string, string[]> {
  const nested = new Map<string, string[]>();
  for (const directory of directories) {
    const [, ...above] = withAncestors(directory);
    const around = above.find((path) => directories.has(path));
    if (around === undefined) continue;
    const inside = relativeInside(directory, around);
    nested.set(around, [...(nested.get(around) ?? []), inside]);
  }
  return nested;
}

/** The folders of other checkouts inside projects, by the folder of the nearest one around. */
export function checkoutsByProject(
  checkouts: readonly string[],
  directories: ReadonlySet<string>,
): Map<string, string[]> {
  const inside = new Map<string, string[]>();
  for (const checkout of checkouts) {
    const around = withAncestors(checkout).find((path) => directories.has(path));
    if (around === undefined) continue;
    const path = relativeInside(checkout, around);
    inside.set(around, [...(inside.get(around) ?? []), path]);
  }
  return inside;
}

/** `Dockerfile` and `<name>.Dockerfile` by the folder they lie in. */
export function dockerfilesByFolder(files: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('Dockerfile')) continue;
    const directory = directoryOf(file);
    const name = relativeInside(file, directory);
    if (name !== 'Dockerfile' && !name.endsWith('.Dockerfile')) continue;
    found.set(directory, [...(found.get(directory) ?? []), name]);
  }
  return found;
}
