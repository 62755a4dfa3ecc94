import { posix } from 'node:path';
import { readImports } from './read-imports.mjs';

/**
 * Who may import whom in one source folder. A room is a folder at its top, or a file there by its name
 * without `.ts`; in a folder of `nested`, every folder is a room of its own, such as `tools/ruff`.
 *
 * @typedef {object} Fence
 * @property {string} source the folder, relative to the repository
 * @property {string[]} nested folders whose folders are rooms of their own
 * @property {string} everywhere rooms that all others may import, with spaces between them
 * @property {Record<string, string>} rooms rooms that a room may import besides; `tools/*` stands for
 *   every room in `tools`
 * @property {Rule[]} rules what holds beyond that
 *
 * @typedef {object} Rule
 * @property {string} name what is right
 * @property {RegExp} files paths of files, relative to the source folder, that it is for
 * @property {RegExp} forbids what they may not import: a package, or a path as of `files`
 * @property {string[]} [except] files that still do
 *
 * @typedef {{file: string, line: number, text: string}} Breach
 */

/** Tests may import what they like; so may what only tests need. */
const free = /\.(?:spec|slow|cases)\.ts$|(?:^|\/)testing\//;

/** The room that a path, relative to the source folder, is in. */
export function roomOf(path, nested) {
  const [top, second, ...rest] = path.split('/');
  if (second === undefined) return top.replace(/\.c?ts$/, '');
  return nested.includes(top) && rest.length > 0 ? `${top}/${second}` : top;
}

const wordsOf = (text) => text.split(' ').filter(Boolean);

/** `tools/ruff` is `tools/*`, too. */
const namesOf = (room) => (room.includes('/') ? [room, `${posix.dirname(room)}/*`] : [room]);

/** A relative import as a path in the source folder, a package as it stands. */
function resolve(file, target) {
  if (!/^\.{1,2}(?:\/|$)/.test(target)) return target;
  return posix.join(posix.dirname(file), target).replace(/\.js$/, '.ts');
}

/** Rooms that a room may import besides itself: the ground floor has nothing below it. */
function allowedFrom(room, { everywhere, rooms }) {
  const row = namesOf(room)
    .map((name) => rooms[name])
    .find((found) => found !== undefined);
  if (row === undefined) return undefined;
  return wordsOf(wordsOf(everywhere).includes(room) ? row : `${row} ${everywhere}`);
}

/** What the table of rooms says of one import; undefined when it may be. */
function checkRooms(file, target, fence) {
  if (target.startsWith('(')) return 'imports what only a run can tell; write its path out';
  if (!/^\.{1,2}(?:\/|$)/.test(target)) return undefined;
  const path = resolve(file, target);
  if (path.startsWith('../')) return `is outside of ${fence.source}`;
  const [from, to] = [roomOf(file, fence.nested), roomOf(path, fence.nested)];
  const allowed = allowedFrom(from, fence);
  if (from === to || allowed === undefined) return undefined;
  if (namesOf(to).some((name) => allowed.includes(name))) return undefined;
  return `${from} may import ${allowed.join(', ') || 'no other room'}; not ${to}`;
}

function checkFile(file, text, fence) {
  const rules = fence.rules.filter(
    ({ files, except = [] }) => files.test(file) && !except.includes(file),
  );
  return readImports(text).flatMap(({ line, target }) => {
    const path = resolve(file, target);
    const broken = rules.filter(({ forbids }) => forbids.test(path)).map(({ name }) => name);
    const problems = [checkRooms(file, target, fence), ...broken].filter(Boolean);
    return problems.map((problem) => ({ file, line, text: `"${target}": ${problem}` }));
  });
}

/** Rooms without a row, rows without a room, and exceptions that nobody needs any more. */
function checkTable(files, fence) {
  const found = new Set(Object.keys(files).map((file) => roomOf(file, fence.nested)));
  const names = new Set([...found].flatMap(namesOf));
  const mentioned = wordsOf([...Object.entries(fence.rooms).flat(), fence.everywhere].join(' '));
  const problem = (text) => ({ file: 'the table', line: 0, text });
  return [
    ...[...found]
      .filter((room) => allowedFrom(room, fence) === undefined)
      .map((room) => problem(`${room} has no row`)),
    ...[...new Set(mentioned)]
      .filter((room) => !names.has(room))
      .map((room) => problem(`${room} is no room any more`)),
    ...fence.rules.flatMap(({ name, forbids, except = [] }) =>
      except
        .filter(
          (file) =>
            !readImports(files[file] ?? '').some(({ target }) =>
              forbids.test(resolve(file, target)),
            ),
        )
        .map((file) => problem(`${file} needs no exception any more: ${name}`)),
    ),
  ];
}

/**
 * Every import that a fence forbids, and every row of its table that is missing or left over.
 *
 * @param {Record<string, string>} sources texts by path, relative to the source folder
 * @param {Fence} fence
 * @returns {Breach[]}
 */
export function findBreaches(sources, fence) {
  const files = Object.fromEntries(Object.entries(sources).filter(([file]) => !free.test(file)));
  return [
    ...Object.entries(files).flatMap(([file, text]) => checkFile(file, text, fence)),
    ...checkTable(files, fence),
  ];
}

/** A breach as a line that an editor can follow. */
export function formatBreach({ file, line, text }, { source }) {
  return line > 0 ? `${source}/${file}:${line} ${text}` : `${source}: ${text}`;
}
