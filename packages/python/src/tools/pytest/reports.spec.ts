import { describe, expect, it } from 'vitest';
import { factsOf } from '../../testing/workspace.js';

const named = '[project]\nname = "a"\n';
const addopts = (value: string) => `${named}[tool.pytest.ini_options]\naddopts = ${value}`;

describe('reports that the settings of a project name', () => {
  const rows: [title: string, texts: Record<string, string>, reports: string[]][] = [
    ['none', { 'a/pyproject.toml': addopts('"--cov --cov-report=xml"') }, []],
    [
      'in a text',
      { 'a/pyproject.toml': addopts('"-q --cov-report=xml:out/c.xml"') },
      ['out/c.xml'],
    ],
    [
      'in a list',
      { 'a/pyproject.toml': addopts('["--junitxml=j.xml", "--cov-report", "html:cov"]') },
      ['cov', 'j.xml'],
    ],
    [
      'of coverage.py',
      {
        'a/pyproject.toml': `${named}[tool.coverage.html]\ndirectory = "./site/"\n[tool.coverage.run]\ndata_file = "d"`,
      },
      ['d', 'site'],
    ],
    [
      'in arguments of a target',
      {
        'a/pyproject.toml': `${named}[tool.nx-signal.targets."test:unit"]\nargs = ["--html=r.html"]`,
      },
      ['r.html'],
    ],
    [
      'above the project',
      {
        'a/pyproject.toml': named,
        'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "--junit-xml=out/x.xml"',
      },
      ['out/x.xml'],
    ],
    [
      'in an INI file',
      { 'a/pyproject.toml': named, 'a/pytest.ini': '[pytest]\naddopts = --report-log=log.json' },
      ['log.json'],
    ],
    ['outside', { 'a/pyproject.toml': addopts('"--junitxml=../j.xml --html=/x.html"') }, []],
    [
      'never a folder with sources',
      { 'a/pyproject.toml': addopts('"--cov-report=html:src"'), 'a/src/a/x.py': '' },
      [],
    ],
  ];
  it.each(rows)('%s', (_title, texts, reports) => {
    expect(factsOf(texts, 'a').reports).toEqual(reports);
  });
});
