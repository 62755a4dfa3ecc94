import { describe, expect, it } from 'vitest';
import { formatCommands } from './format-commands.js';

const found = (texts: Record<string, string>) =>
  Object.fromEntries(formatCommands(Object.entries(texts)));

describe('where ruff formats', () => {
  it.each([
    ['a command', 'Makefile', 'fmt:\n\tuv run ruff format .\n'],
    ['a check', 'justfile', 'lint:\n  ruff check && ruff format --check'],
    ['words of a list', 'noxfile.py', 'session.run(\n    "ruff",\n    "format",\n)'],
    ['a line that goes on', 'Makefile', 'fmt:\n\truff \\\n\t  format .'],
    ['a version', 'tox.ini', 'commands =\n    uvx ruff@0.9.1 format'],
    ['a script', 'package.json', '{"scripts": {"format": "ruff format backend/"}}'],
    ['a manifest', 'pyproject.toml', '[tool.pdm.scripts]\nfmt = "ruff format"'],
    ['hatch', 'hatch.toml', 'check = "hatch fmt --check"'],
    ['uv', 'Makefile', 'uv format'],
    ['a hook', '.pre-commit-config.yaml', '    - id: ruff-format\n'],
    ['an action', '.github/workflows/ci.yml', 'uses: x/ruff-action@v3\nwith:\n  args: "format"'],
    ['an editor', '.vscode/settings.json', '"editor.defaultFormatter": "charliermarsh.ruff"'],
  ])('%s says so', (_title, file, text) => {
    expect(found({ [file]: text })).toEqual({ '.': file });
  });

  it.each([
    ['a check of rules', 'Makefile', 'ruff check .'],
    ['another tool', 'Makefile', 'cargo format; ruff check\nterraform fmt'],
    ['a comment', 'Makefile', '# ruff format .\nall:\n'],
    ['a comment in a script', 'scripts/x.ts', '// ruff format'],
    ['a hook that checks', '.pre-commit-config.yaml', '- id: ruff\n- id: format-check'],
    ['another action', '.github/workflows/ci.yml', 'uses: x/ruff-action@v3\nwith:\n  args: check'],
  ])('not %s', (_title, file, text) => {
    expect(found({ [file]: text })).toEqual({});
  });
});

it('a command is for its folder, or for all where the folder is for commands', () => {
  const text = 'ruff format';
  expect(found({ 'libs/a/Makefile': text, 'libs/b/.vscode/settings.json': '' })).toEqual({
    'libs/a': 'libs/a/Makefile',
  });
  expect(found({ 'scripts/lint.sh': text })).toEqual({ '.': 'scripts/lint.sh' });
  expect(found({ '.github/workflows/ci.yml': text })).toEqual({ '.': '.github/workflows/ci.yml' });
  const editor = '"editor.defaultFormatter": "charliermarsh.ruff"';
  expect(found({ 'py/.vscode/settings.json': editor })).toEqual({
    py: 'py/.vscode/settings.json',
  });
});
