import { describe, expect, it } from 'vitest';
import { type TypeChecker, typeCheckers } from '../../options/names.js';
import type { ToolConfig } from '../../settings/config-lookup.js';
import { factsOf } from '../../testing/workspace.js';
import { chooseChecker } from './choose-checker.js';

describe('the type checker of a project', () => {
  type Row = [
    title: string,
    files: Partial<Record<TypeChecker, string>>,
    locked: string[],
    checker: TypeChecker | undefined,
  ];
  const rows: Row[] = [
    ['none', {}, [], undefined],
    ['none among other packages', {}, ['ruff'], undefined],
    ...typeCheckers.map((name): Row => [`${name}, which is locked`, {}, [name], name]),
    ...typeCheckers.map(
      (name): Row => [`${name}, which has settings`, { [name]: 'pyproject.toml' }, [], name],
    ),
    ['one with settings before another', { ty: 'ty.toml' }, ['mypy', 'ty'], 'ty'],
    [
      'nearer settings before others',
      { mypy: 'mypy.ini', pyrefly: 'libs/a/pyrefly.toml' },
      ['mypy', 'pyrefly'],
      'pyrefly',
    ],
    [
      'a locked one before settings that an editor may read',
      { pyright: 'pyrightconfig.json' },
      ['mypy'],
      'mypy',
    ],
    [
      'basedpyright before pyright, whose settings it reads',
      { pyright: 'pyproject.toml', basedpyright: 'pyproject.toml' },
      ['pyright', 'basedpyright'],
      'basedpyright',
    ],
    ['the first of two that are alike', {}, ['ty', 'mypy'], 'mypy'],
  ];
  it.each(rows)('%s', (_title, files, locked, checker) => {
    const config = Object.fromEntries(
      typeCheckers.map((name): [TypeChecker, ToolConfig] => [
        name,
        { file: files[name], above: [] },
      ]),
    ) as Record<TypeChecker, ToolConfig>;
    expect(chooseChecker(config, (name) => locked.includes(name))).toBe(checker);
  });

  it('is none by settings for a hook that has it for itself', () => {
    const texts = {
      'pyproject.toml': '[tool.mypy]\nstrict = true\n',
      '.pre-commit-config.yaml':
        'repos:\n- repo: https://github.com/pre-commit/mirrors-mypy\n  rev: v1.8.0\n',
      'a/pyproject.toml': '[project]\nname = "a"\n',
    };
    expect(factsOf(texts, 'a')).toMatchObject({ typeChecker: undefined });
    const declared = '[project]\nname = "a"\n[dependency-groups]\ndev = ["mypy"]\n';
    expect(factsOf({ ...texts, 'a/pyproject.toml': declared }, 'a').typeChecker).toBe('mypy');
    const own = {
      'a/pyproject.toml': '[project]\nname = "a"\n[tool.nx-signal]\ntypeChecker = "mypy"\n',
    };
    expect(factsOf({ ...texts, ...own }, 'a').typeChecker).toBe('mypy');
  });
});
