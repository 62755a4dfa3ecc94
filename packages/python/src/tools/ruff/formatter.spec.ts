import { describe, expect, it } from 'vitest';
import { rootMarker } from '../../fingerprint/root-marker.js';
import { factsOf, graphOf, nodesOf, type Texts, targetsOf } from '../../testing/workspace.js';

const own = (text: string): Texts => ({
  'libs/a/pyproject.toml': `[project]\nname = "a"\n${text}`,
});
const root = (text: string): Texts => ({ 'pyproject.toml': text });
const member = '[tool.uv.workspace]\nmembers = ["libs/*"]\n';
const makefile: Texts = { Makefile: 'fmt:\n\truff format\n' };
const all = (texts: Texts): Texts => ({ ...own(''), 'libs/a/x.py': '', ...texts });
const settings = '[tool.ruff.format]\nquote-style = "single"';

it.each<[title: string, texts: Texts, expected: string | undefined]>([
  ['nothing, where nothing is said', {}, undefined],
  ['settings', own('[tool.ruff.format]'), 'libs/a/pyproject.toml'],
  ['settings above', root(settings), 'pyproject.toml'],
  ['ruff’s own file', { 'ruff.toml': '[format]\n' }, 'ruff.toml'],
  ['nothing, where settings are about rules', own('[tool.ruff]\nline-length = 100'), undefined],
  ['a command', makefile, 'Makefile'],
  ['its own command', { 'libs/a/Makefile': 'ruff format' }, 'libs/a/Makefile'],
  ['the nearest command', { ...makefile, 'libs/Makefile': 'ruff format' }, 'libs/Makefile'],
  [
    'nothing, where another project has the command',
    { 'libs/b/Makefile': 'ruff format' },
    undefined,
  ],
  ['a script of a manifest', root('[tool.pdm.scripts]\nfmt = "ruff format"'), 'pyproject.toml'],
  ['black, which has settings', { ...makefile, ...own('[tool.black]') }, undefined],
  ['yapf, which has settings above', { ...makefile, ...root('[tool.yapf]') }, undefined],
  [
    'black, which is declared',
    { ...makefile, ...own('[dependency-groups]\ndev = ["Black>=24"]') },
    undefined,
  ],
  [
    'black, which is declared for all',
    { ...makefile, ...root(`${member}[dependency-groups]\ndev = ["black"]`) },
    undefined,
  ],
  [
    'a command, where black is declared elsewhere',
    { ...makefile, ...root('[dependency-groups]\ndev = ["black"]') },
    'Makefile',
  ],
  [
    'settings, where black has some, too',
    own(`[tool.black]\n${settings}`),
    'libs/a/pyproject.toml',
  ],
])('a project is formatted by %s', (_title, texts, expected) => {
  expect(factsOf(all(texts), 'libs/a').formattedBy).toBe(expected);
});

describe('a command that has ruff format', () => {
  const lintOf = (texts: Texts, directory = 'libs/a') =>
    targetsOf(all(texts), directory)['lint'] ?? {};
  const markerOf = (texts: Texts) =>
    nodesOf(graphOf(all(texts))).projects['.']?.targets?.[rootMarker.target]?.inputs;

  it('makes lint check the form, and fix mend it', () => {
    expect(lintOf({}).options).toMatchObject({ format: false });
    expect(lintOf(makefile).options).not.toHaveProperty('format');
    const { fix } = targetsOf(all(makefile), 'libs/a');
    expect(fix?.options).not.toHaveProperty('format');
  });

  it('selects whom it is for', () => {
    expect(markerOf({})).not.toContain('{workspaceRoot}/Makefile');
    expect(markerOf(makefile)).toContain('{workspaceRoot}/Makefile');
    const local = { 'libs/a/Makefile': 'ruff format' };
    expect(lintOf(local).inputs).toContain('{workspaceRoot}/libs/a/Makefile');
    expect(markerOf(local)).not.toContain('{workspaceRoot}/libs/a/Makefile');
  });
});
