import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import {
  ImportMemory,
  type KnownImports,
  modulesForMany,
  sharedModules,
  unsharedOf,
  withImports,
} from './shared-modules.js';

const nothing: KnownImports = { installed: {}, names: [], tasks: {}, alone: {} };
const known: [string, string[]][] = [
  ['a', ['pandas', 'numpy']],
  ['b', ['sqlalchemy', 'numpy', 'pandas']],
  ['c', ['sqlalchemy']],
];
const three = known.reduce<KnownImports>(
  (all, [id, names]) => withImports(all, id, names),
  nothing,
);

describe('the modules that tasks share', () => {
  it.each<[string[], string[]]>([
    [
      ['a', 'b'],
      ['pandas', 'numpy'],
    ],
    [
      ['a', 'b', 'c'],
      ['pandas', 'numpy', 'sqlalchemy'],
    ],
    [['a', 'c'], []],
    [['b'], []],
    [
      ['a', 'b', 'unknown'],
      ['pandas', 'numpy'],
    ],
  ])('of %j are %j', (ids, modules) => {
    expect(sharedModules(three, ids)).toEqual(modules);
  });

  it('are those of the last run', () => {
    const later = withImports(three, 'a', ['httpx']);
    expect(sharedModules(later, ['a', 'b'])).toEqual([]);
  });

  it('are not those of a task that has to be alone', () => {
    const alone = { ...three, alone: { a: 'os.environ is another object' } };
    expect(sharedModules(alone, ['a', 'b'])).toEqual([]);
  });
});

describe('what keeps a task from modules that others share', () => {
  const judged = { modules: [], unsafe: { pandas: 'prints', httpx: 'starts a thread' } };

  it('is a module of its own that cannot be shared, or that it has to be alone', () => {
    expect(unsharedOf({ ...three, judged }, 'a')).toEqual({
      alone: null,
      modules: { pandas: 'prints' },
    });
    expect(unsharedOf({ ...three, alone: { c: 'a variable' } }, 'c')).toEqual({
      alone: 'a variable',
      modules: {},
    });
  });

  it.each(['c', 'unknown'])('is nothing for %s', (id) => {
    expect(unsharedOf({ ...three, judged }, id)).toBeUndefined();
  });
});

describe('shared modules', () => {
  const modules = ['pandas', 'numpy'];

  it('are imported beforehand for many tasks', () => {
    const ids = Array.from({ length: 8 }, (_, index) => `task${index}`);
    const many = ids.reduce<KnownImports>((all, id) => withImports(all, id, modules), nothing);
    expect(modulesForMany(modules, many, ids)).toEqual(modules);
    expect(modulesForMany(modules, many, ids.slice(1))).toEqual([]);
  });
});

describe('what is known of imports', () => {
  function workspace() {
    const root = temporaryFolder({ 'venv/lib/python3/site-packages/pandas.py': '' });
    const environmentFolder = join(root, 'venv');
    const memory = () => new ImportMemory({ environmentFolder, cacheFolder: join(root, 'cache') });
    return { site: join(environmentFolder, 'lib/python3/site-packages'), memory };
  }

  it('is kept, with what was found out', () => {
    const { memory } = workspace();
    const first = memory();
    const ids = Array.from({ length: 8 }, (_, index) => `task${index}`);
    for (const id of ids) first.note(id, ['pandas']);
    first.judge({ modules: ['pandas'], unsafe: { pandas: 'prints' } });
    first.save();
    expect(memory().fileFor(['task0', 'task1'])).toBeUndefined();
    expect(JSON.parse(readFileSync(memory().fileFor(ids) ?? '', 'utf8'))).toMatchObject({
      modules: ['pandas'],
      judged: { unsafe: { pandas: 'prints' } },
    });
  });

  it('is forgotten once something was installed', () => {
    const { memory, site } = workspace();
    const first = memory();
    for (const [id, names] of known) first.note(id, names);
    first.refuse('c', 'TZ has changed');
    first.save();
    expect(memory().isAlone('c')).toBe(true);
    mkdirSync(join(site, 'numpy'));
    utimesSync(site, 1, 1);
    expect(memory().isAlone('c')).toBe(false);
  });
});
