import { describe, expect, it } from 'vitest';
import { optionLines, optionsFrom } from './options.js';
import { ownCommands } from './own-commands.js';

const from = (texts: Record<string, string>) => ownCommands(Object.entries(texts));

describe('where all extras are installed', () => {
  it.each([
    ['a Makefile', 'Makefile', 'install:\n\tuv sync --all-packages --all-extras\n', 2],
    ['a workflow', '.github/workflows/ci.yml', '  - run: uv sync --frozen --all-extras --dev', 1],
    ['a run', 'justfile', 'test:\n  uv run --all-extras pytest\n', 2],
    ['a line that goes on', 'Makefile', 'a:\n\tuv sync \\\n\t  --all-extras\nb:\n', 2],
    ['words for people', 'CONTRIBUTING.md', 'Run `uv sync --all-extras`.', 1],
  ])('%s', (_title, file, text, line) => {
    expect(from({ [file]: text })).toEqual({ allExtras: { file, line } });
  });

  it.each([
    ['another command of the line', 'Makefile', 'uv sync && poetry install --all-extras'],
    ['some extras', 'Makefile', 'uv sync --extra fast'],
    ['one project alone', 'libs/a/Makefile', 'uv sync --all-extras'],
  ])('not %s', (_title, file, text) => {
    expect(from({ [file]: text })).toEqual({});
  });
});

describe('where another tool lints, and nothing has ruff', () => {
  it.each([
    ['a hook', { '.pre-commit-config.yaml': '# - id: pylint\n    -   id: flake8\n' }, 2, 'flake8'],
    ['a command', { Makefile: 'black:\n\tblack -l 86 .\n' }, 1, 'black'],
    ['a dependency', { 'pyproject.toml': '[project]\ndev = ["pylint>=3"]\n' }, 2, 'pylint'],
    ['settings', { '.flake8': '[flake8]\n' }, 1, 'flake8'],
    [
      'settings, where ruff is but an extra’s',
      { '.flake8': '[flake8]\n', 'poetry.lock': '[package.extras]\ndev = ["ruff"]\n' },
      1,
      'flake8',
    ],
  ])('%s', (_title, texts, line, tool) => {
    expect(from(texts)).toEqual({ other: { file: Object.keys(texts)[0], line, tool } });
  });

  it.each<[string, Record<string, string>]>([
    ['where ruff is locked', { '.flake8': '[flake8]', 'uv.lock': 'name = "ruff"\n' }],
    ['where ruff is a hook', { '.pre-commit-config.yaml': '- id: black\n- id: ruff-format\n' }],
    ['where ruff has settings', { '.flake8': '[flake8]', 'libs/a/ruff.toml': '' }],
    ['where somebody speaks of one', { 'README.md': 'Formatted with black.' }],
    ['where a name is like one', { 'pyproject.toml': 'profile = "black-ish"\nname = "blackbox"' }],
  ])('not %s', (_title, texts) => {
    expect(from(texts)).toEqual({});
  });
});

it('becomes options, each with its reason', () => {
  const commands = from({ Makefile: 'uv sync --all-extras' });
  expect(optionsFrom(commands)).toEqual({ extras: '*' });
  expect(optionLines(commands)).toEqual([
    '  "extras": "*", because Makefile:1 installs all extras',
  ]);
  const flake8 = from({ '.flake8': '[flake8]' });
  expect(optionsFrom(flake8)).toEqual({ targets: { lint: false, fix: false } });
  expect(optionLines(flake8)).toEqual([
    `  "lint": false and "fix": false, because .flake8:1 uses flake8, and nothing uses ruff; remove both to use ruff`,
  ]);
  expect([optionsFrom({}), optionLines({})]).toEqual([{}, []]);
});
