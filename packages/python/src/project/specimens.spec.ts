import { describe, expect, it } from 'vitest';
import { graphOf, type Texts } from '../testing/workspace.js';

const project = (name: string, more = '') => `[project]\nname = "${name}"\n${more}`;
const root = { 'pyproject.toml': project('root') };

describe('a project among what tests read is data of the project around', () => {
  const rows: [title: string, texts: Texts, projects: string[], specimens: string[]][] = [
    [
      'below fixtures',
      { ...root, 'tests/fixtures/projects/demo/pyproject.toml': project('demo') },
      ['.'],
      ['tests/fixtures/projects/demo'],
    ],
    [
      'below testdata of a project in a folder',
      {
        'libs/a/pyproject.toml': project('a'),
        'libs/a/testdata/demo/pyproject.toml': project('demo'),
        'libs/a/test-data/setup/pyproject.toml': project('more'),
      },
      ['libs/a'],
      ['libs/a/test-data/setup', 'libs/a/testdata/demo'],
    ],
    [
      'which cannot be read',
      { ...root, 'tests/fixtures/broken/pyproject.toml': '[project' },
      ['.'],
      ['tests/fixtures/broken'],
    ],
    [
      'a workspace with its members',
      {
        ...root,
        'tests/fixtures/w/pyproject.toml': '[tool.uv.workspace]\nmembers = ["a"]',
        'tests/fixtures/w/a/pyproject.toml': project('a'),
      },
      ['.'],
      ['tests/fixtures/w/a'],
    ],
    [
      'not where there is none around',
      { 'fixtures/demo/pyproject.toml': project('demo') },
      ['fixtures/demo'],
      [],
    ],
    [
      'not a project that is called so',
      { ...root, 'libs/fixtures/pyproject.toml': project('fixtures') },
      ['libs/fixtures', '.'],
      [],
    ],
    [
      'not a member of the workspace',
      {
        'pyproject.toml': project('root', '[tool.uv.workspace]\nmembers = ["tests/fixtures/*"]\n'),
        'tests/fixtures/plugin/pyproject.toml': project('plugin'),
      },
      ['.', 'tests/fixtures/plugin'],
      [],
    ],
    [
      'not what another project names by its path',
      {
        'pyproject.toml': project(
          'root',
          '[tool.uv.sources]\nplugin = { path = "tests/fixtures/plugin" }\n',
        ),
        'tests/fixtures/plugin/pyproject.toml': project('plugin'),
      },
      ['.', 'tests/fixtures/plugin'],
      [],
    ],
  ];
  it.each(rows)('%s', (_title, texts, projects, specimens) => {
    const { workspace } = graphOf(texts);
    expect(workspace.broken).toEqual([]);
    expect(workspace.projects.map(({ directory }) => directory)).toEqual(projects);
    expect(workspace.specimens).toEqual(specimens);
  });

  it('and so are its files', () => {
    const { workspace } = graphOf({
      ...root,
      'tests/fixtures/demo/pyproject.toml': project('demo'),
      'tests/fixtures/demo/demo.py': '',
    });
    expect(workspace.projects.flatMap(({ pythonFiles }) => pythonFiles)).toEqual([
      'tests/fixtures/demo/demo.py',
    ]);
  });
});
