import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { continuation, create, type Progress } from './create.js';
import { errorText } from './create-error.js';
import { checkFolder } from './preflight.js';
import { rootFiles } from './root-files.js';
import { steps } from './steps.js';

const answers = {
  folder: 'shop',
  kind: 'service',
  ci: 'github',
  typeChecker: 'mypy',
  project: undefined,
  python: '3.12',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-nx-signal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('refused before anything is written', () => {
  it.each([
    ['a file', 'x', () => writeFileSync(join(folder, 'x'), ''), 'is a file.'],
    [
      'a folder in use',
      'x',
      () => {
        mkdirSync(join(folder, 'x'));
        writeFileSync(join(folder, 'x', 'notes.txt'), '');
      },
      'is not empty: it holds notes.txt.',
    ],
  ])('%s', (_, name, make, message) => {
    make();
    expect(() => checkFolder(join(folder, name))).toThrow(message);
  });

  it('a name that npm does not take', async () => {
    const progress: Progress = { root: '', done: [], left: [] };
    await expect(create({ ...answers, folder: 'My Shop' }, folder, progress)).rejects.toThrow(
      '"My Shop" cannot be the name of a workspace.',
    );
    expect(continuation(progress, folder)).toBe('Nothing was written.');
  });

  it('not an empty folder', () => {
    mkdirSync(join(folder, 'x'));
    expect(() => checkFolder(join(folder, 'x'))).not.toThrow();
    expect(() => checkFolder(join(folder, 'y'))).not.toThrow();
  });
});

it('says how to go on from where it stopped', () => {
  const root = join(folder, 'shop');
  const [first, ...left] = steps({ ...answers, root, name: 'shop' });
  const text = continuation({ root, done: first ? [first] : [], left }, folder);
  expect(text).toBe(
    [
      'shop is incomplete. To continue:',
      '',
      '  cd shop',
      '  npm install',
      '  npx nx g @nx-signal/python:preset --name=shop --kind=service --typeChecker=mypy "--requiresPython=>=3.12"',
      '  npx nx g @nx-signal/python:ci --provider=github',
      '  git add --all && git commit',
      '  npx nx run-many -t signal',
      '',
      'Or remove shop and start again.',
    ].join('\n'),
  );
});

it('asks for the plugin of its own release', () => {
  const manifest = JSON.parse(rootFiles('shop')['package.json'] ?? '');
  expect(manifest.devDependencies['@nx-signal/python']).toMatch(/^\^\d+\.\d+\.\d+$/);
});

it('prints an error without its stack', () => {
  expect(errorText(new Error('no'))).toBe('error: no');
});
