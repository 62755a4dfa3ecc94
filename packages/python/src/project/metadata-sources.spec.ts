import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { Table } from '../toml/pyproject.js';
import { metadataSources } from './metadata-sources.js';

describe('where metadata is taken from', () => {
  const dynamic = '[project]\nname = "my-lib"\ndynamic = ["version"]\n';
  const rows: [title: string, pyproject: string, some: string[]][] = [
    ['nothing dynamic', '[project]\n[tool.hatch.version]\npath = "a.py"', []],
    ['hatch', `${dynamic}[tool.hatch.version]\npath = "src/a.py"`, ['src/a.py']],
    ['hatch by git', `${dynamic}[tool.hatch.version]\nsource = "vcs"`, []],
    ['pdm', `${dynamic}[tool.pdm.version]\nsource = "file"\npath = "a.py"`, ['a.py']],
    [
      'setuptools',
      `${dynamic}[tool.setuptools.dynamic]\nversion = { attr = "a.b.VERSION" }\nreadme = { file = ["x.txt"] }`,
      ['a/__init__.py', 'a/b.py', 'src/a/b.py', 'x.txt'],
    ],
    [
      'flit',
      `${dynamic}[build-system]\nbuild-backend = "flit_core.buildapi"`,
      ['src/my_lib/__init__.py'],
    ],
  ];
  it.each(rows)('%s', (_title, text, some) => {
    const found = metadataSources(parse(text) as Table);
    expect(found).toEqual(some.length === 0 ? [] : expect.arrayContaining(some));
  });
});
