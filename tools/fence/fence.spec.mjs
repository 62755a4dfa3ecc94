import { describe, expect, it } from 'vitest';
import { cacheServer } from './cache-server.mjs';
import { findBreaches, formatBreach } from './find-breaches.mjs';
import { python } from './python.mjs';
import { readSources } from './read-sources.mjs';

const fences = [python, cacheServer];
const sources = new Map(fences.map((fence) => [fence, readSources(fence.source)]));

function linesOf(fence, files) {
  return findBreaches(files, fence).map((breach) => formatBreach(breach, fence));
}

/** What a file of this text would break, in the rooms as they are, without what is in them. */
function breachesOf(fence, file, text) {
  const empty = Object.fromEntries(Object.keys(sources.get(fence)).map((path) => [path, '']));
  const before = linesOf(fence, empty);
  return linesOf(fence, { ...empty, [file]: text }).filter((line) => !before.includes(line));
}

it.each(fences)('$source keeps to its rooms', (fence) => {
  expect(linesOf(fence, sources.get(fence))).toEqual([]);
});

describe('the fence of the plugin bites', () => {
  const rows = [
    ['lock/x.ts', "import type { A } from '../targets/a.js';", 'not targets'],
    ['lock/x.ts', "\n\nexport * from '../tools/ruff/run.js';", 'x.ts:3 "../tools/ruff/run.js"'],
    ['options/x.ts', "type A = import('../process/a.js').A;", 'not process'],
    [
      'options/x.ts',
      "import '../toml/a.js';",
      'options may import errors, escape-pattern, globs, normalize-name, paths, program-command, split-words; not toml',
    ],
    ['errors.ts', "const { a } = await import(\n  './paths/a.js'\n);", 'errors.ts:2'],
    ['tools/ruff/x.ts', "import { a } from '../mypy/a.js';", 'not tools/mypy'],
    ['tools/ruff/deep/x.ts', "import { a } from '../../mypy/a.js';", 'not tools/mypy'],
    ['tools/checkers/x.ts', "import { a } from '../mypy/a.js';", 'not tools/mypy'],
    ['project/x.ts', "import { a } from '../testing/workspace.js';", 'by tests only'],
    ['batch/x.ts', "import { a } from 'nx/src/native/index.js';", 'only nx-internal.ts'],
    ['batch/x.ts', "import { a } from '@nx/devkit/internal';", 'only nx-internal.ts'],
    ['batch/x.ts', "import { z } from 'zod';", 'zod is loaded by'],
    ['fingerprint/x.ts', "import { readFileSync } from 'node:fs';", 'pure functions'],
    ['fingerprint/x.ts', "import { readFile } from 'node:fs/promises';", 'pure functions'],
    ['tools/ruff/reads.ts', "import { run } from '../../process/run.js';", 'pure functions'],
    ['tools/ty/target.ts', "import { spawn } from 'child_process';", 'pure functions'],
    ['project/x.ts', "import a from '../../package.json';", 'is outside of'],
    ['project/x.ts', 'await import(name);', 'what only a run can tell'],
    ['attic/x.ts', '', 'attic has no row'],
  ];
  it.each(rows)('%s: %s', (file, text, said) => {
    expect(breachesOf(python, file, text).join('\n')).toContain(said);
  });

  it.each([
    ['tests', 'lock/x.spec.ts', "import { a } from '../targets/a.js';"],
    ['helpers of tests', 'lock/testing/x.ts', "import { a } from '../../targets/a.js';"],
    ['tables of cases', 'tools/ruff/reads.cases.ts', "import { a } from '../mypy/a.js';"],
    ['comments', 'lock/x.ts', "/**\n * as in `import('../targets/a.js')`\n */\n// from '../x.js'"],
    ['what checkers share', 'tools/mypy/x.ts', "import { a } from '../checkers/a.js';"],
    ['schemas of generators', 'generators/library/schema.ts', "import { z } from 'zod';"],
    ['what a row allows', 'lock/x.ts', "import { a } from '../project/a.js';"],
    ['a room by itself', 'lock/x.ts', "import { a } from './a.js';"],
  ])('and lets through %s', (_what, file, text) => {
    expect(breachesOf(python, file, text)).toEqual([]);
  });
});

describe('the fence of the cache server bites', () => {
  it.each([
    ['storage/x.ts', "import { a } from '../service/a.js';", 'storage may import'],
    ['storage/s3/x.ts', "import type { A } from '../../routes/a.js';", 'not routes'],
    ['eviction/x.ts', "import { rm } from 'node:fs/promises';", 'pure functions'],
    ['errors.ts', "import { a } from './config/a.js';", 'not config'],
    ['auth/x.ts', "import { a } from '../testing/issuer.js';", 'by tests only'],
  ])('%s: %s', (file, text, said) => {
    expect(breachesOf(cacheServer, file, text).join('\n')).toContain(said);
  });
});

describe('a table that is behind', () => {
  const files = { 'a.ts': "import { b } from './b/b.js';", 'b/b.ts': '' };
  const fence = {
    source: 'src',
    nested: [],
    everywhere: '',
    rooms: { a: 'b', b: '' },
    rules: [],
  };
  it.each([
    ['a row that is missing', { rooms: { a: 'b' } }, ['b has no row']],
    ['a row that is left over', { rooms: { a: 'b', b: '', c: '' } }, ['c is no room any more']],
    ['a room that went', { rooms: { a: 'b c', b: '' } }, ['c is no room any more']],
    [
      'an exception',
      { rules: [{ name: 'r', files: /^/, forbids: /^x$/, except: ['a.ts'] }] },
      ['a.ts needs no exception any more: r'],
    ],
    ['nothing', {}, []],
  ])('says so: %s', (_what, changed, said) => {
    expect(findBreaches(files, { ...fence, ...changed }).map(({ text }) => text)).toEqual(said);
  });
});
