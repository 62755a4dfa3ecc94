import { describe, expect, it } from 'vitest';
import { configNode } from '../../fingerprint/config-nodes.js';
import { factsOf, type Texts, targetsOf } from '../../testing/workspace.js';
import { argumentsGoByNames } from './first-party.js';

const base: Texts = {
  'pyproject.toml': '[tool.ruff.lint]\nselect = ["I"]\n',
  'libs/a/pyproject.toml': '[project]\nname = "a"\n',
  'libs/a/src/a/x.py': '',
  'libs/b/pyproject.toml': '[project]\nname = "b"\n',
  'libs/b/src/b/x.py': '',
};

const hashOf = (texts: Texts) => configNode(factsOf(texts, 'libs/a'), 'ruff').hash;
const settings = (text: string): Texts => ({ 'pyproject.toml': text });
const folder: Texts = { 'docker/x.py': '' };
const sources = (...paths: string[]) =>
  settings(`[tool.ruff]\nsrc = ${JSON.stringify(paths)}\nlint.select = ["I"]\n`);

describe('ruff’s node moves with the names that make an import first party', () => {
  const rows: [title: string, before: Texts, change: Texts, moves: boolean][] = [
    ['a folder beside the settings', {}, folder, true],
    ['a module', {}, { 'docker.py': '' }, true],
    ['a stub', {}, { 'docker.pyi': '' }, true],
    ['a module in src', {}, { 'src/docker.py': '' }, true],
    ['a deeper module', {}, { 'libs/a/src/a/docker.py': '' }, false],
    [
      'a deeper module, in preview',
      settings('[tool.ruff]\npreview = true'),
      { 'libs/b/y.py': '' },
      true,
    ],
    ['without rules of its own', settings('[tool.ruff]'), folder, true],
    ['without settings', settings(''), folder, true],
    ['other rules', settings('[tool.ruff.lint]\nselect = ["E", "INP"]'), folder, false],
    ['all rules', settings('[tool.ruff.lint]\nselect = ["ALL"]'), folder, true],
    ['one of them', settings('[tool.ruff.lint]\nselect = ["I001"]'), folder, true],
    [
      'rules that are added',
      settings('[tool.ruff.lint]\nselect = ["E"]\nextend-select = ["I"]'),
      folder,
      true,
    ],
    ['imports for types', settings('[tool.ruff]\nselect = ["TC"]'), folder, true],
    ['elsewhere', sources('tools'), folder, false],
    ['where src says', sources('tools'), { 'tools/docker/x.py': '' }, true],
    ['where src says, by a pattern', sources('libs/*/src'), { 'libs/b/src/docker.py': '' }, true],
    [
      'settings of the project',
      {
        'libs/a/ruff.toml': 'extend = "../../base.toml"',
        'base.toml': 'src = ["tools"]\n',
        'tools/x.py': '',
      },
      { 'tools/docker/x.py': '' },
      true,
    ],
    [
      'settings of a sub-folder',
      { 'libs/a/tests/ruff.toml': 'src = ["../../../tools"]\n', 'tools/x.py': '' },
      { 'tools/docker/x.py': '' },
      true,
    ],
  ];
  it.each(rows)('%s', (_title, before, change, moves) => {
    const all = { ...base, ...before };
    expect(hashOf({ ...all, ...change }) !== hashOf(all)).toBe(moves);
    // The configuration of a project enters all of its hashes.
    expect(targetsOf({ ...all, ...change }, 'libs/a')).toEqual(targetsOf(all, 'libs/a'));
  });
});

it('a folder without Python counts, too', () => {
  const texts = { ...base, 'README.md': '' };
  expect(hashOf({ ...texts, 'docker/compose.yml': '' })).not.toBe(hashOf(texts));
});

describe('arguments that choose such rules, or other settings', () => {
  it.each([
    [['--select', 'I'], true],
    [['--select=E,I001'], true],
    [['--extend-select=ALL'], true],
    [['--config', 'lint.select=["I"]'], true],
    [['--config', 'strict.toml'], true],
    [['--isolated'], true],
    [['--select', 'E,ISC'], false],
    [['--output-format=concise'], false],
  ] as const)('%j → %s', (args, expected) => expect(argumentsGoByNames(args)).toBe(expected));

  it('name a node of their own', () => {
    const text = `${base['libs/a/pyproject.toml']}[tool.nx-signal.targets.lint]\nargs = ["--select=I"]`;
    const { inputs } =
      targetsOf({ ...base, 'libs/a/pyproject.toml': text }, 'libs/a')['lint'] ?? {};
    expect(JSON.stringify(inputs)).toContain('python-config:ruff above libs, names');
  });
});
