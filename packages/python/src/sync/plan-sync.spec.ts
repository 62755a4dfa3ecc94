import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { declaredEdges } from '../graph/declared-edges.js';
import { importedEdges, importingFiles, moduleFilesByProject } from '../graph/import-edges.js';
import { packImports } from '../imports/file-import.js';
import { scanImports } from '../imports/scan.js';
import { graphOf, type Texts } from '../testing/workspace.js';
import { planSync, type SyncPlan } from './plan-sync.js';

const root = '[tool.uv.workspace]\nmembers = ["libs/*"]\n';

/** A member with a package of its name that imports others. */
function member(name: string, manifest = '', source = '', tests = ''): Texts {
  return {
    [`libs/${name}/pyproject.toml`]: `[project]\nname = "${name}"\n${manifest}`,
    [`libs/${name}/src/${name}/__init__.py`]: source,
    [`libs/${name}/tests/unit/test_${name}.py`]: tests,
  };
}

function plan(texts: Texts): SyncPlan {
  const graph = graphOf(texts);
  const { workspace } = graph;
  const scans = new Map(
    importingFiles(workspace).map((file) => [file, packImports(scanImports(texts[file] ?? ''))]),
  );
  return planSync({
    workspace,
    edges: importedEdges(graph, scans, declaredEdges(graph).all),
    modules: moduleFilesByProject(workspace),
    texts: new Map(Object.entries(texts).filter(([file]) => /\.(toml|ini|cfg)$/.test(file))),
  });
}

const core = member('core');
const sources = '\n[tool.uv.sources]\ncore = { workspace = true }\n';

describe('declares what is imported', () => {
  const rows: [title: string, api: Texts, expected: string | undefined][] = [
    [
      'for production, in project.dependencies',
      member('api', 'dependencies = [\n    "httpx", # web\n]\n', 'import core\n'),
      `dependencies = [\n    "httpx", # web\n    "core",\n]\n${sources}`,
    ],
    [
      'for tests, in the group with pytest',
      member(
        'api',
        'dependencies = []\n[dependency-groups]\ndev = ["ruff"]\ntest = ["pytest"]\n',
        '',
        'import core\n',
      ),
      `dependencies = []\n[dependency-groups]\ndev = ["ruff"]\ntest = ["pytest", "core"]\n${sources}`,
    ],
    [
      'for tests, in dev when it is the only group',
      member(
        'api',
        'dependencies = []\n[dependency-groups]\ndev = ["ruff"]\n',
        '',
        'import core\n',
      ),
      `dependencies = []\n[dependency-groups]\ndev = ["ruff", "core"]\n${sources}`,
    ],
    [
      'for tests, in a new group when there is none',
      member('api', 'dependencies = []\n', '', 'import core\n'),
      `dependencies = []\n\n[dependency-groups]\ndev = ["core"]\n${sources}`,
    ],
    [
      'for type checkers, as for tests',
      member(
        'api',
        'dependencies = []\n',
        'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import core\n',
      ),
      `dependencies = []\n\n[dependency-groups]\ndev = ["core"]\n${sources}`,
    ],
    [
      'for production, though tests declare it',
      member(
        'api',
        `dependencies = []\n[dependency-groups]\ndev = ["core"]\n${sources}`,
        'import core\n',
        'import core\n',
      ),
      `dependencies = ["core"]\n[dependency-groups]\ndev = ["core"]\n${sources}`,
    ],
    [
      'not when it is declared, whatever the spelling',
      member('api', `dependencies = ["Core>=0.1"]\n${sources}`, 'import core\n'),
      undefined,
    ],
    [
      'not when an extra declares it',
      member('api', `[project.optional-dependencies]\nx = ["core"]\n${sources}`, 'import core\n'),
      undefined,
    ],
    [
      'with the source that uv wants, where that alone is missing',
      member('api', 'dependencies = ["core"]\n', 'import core\n'),
      `dependencies = ["core"]\n${sources}`,
    ],
  ];
  it.each(rows)('%s', (_title, api, expected) => {
    const text = plan({ 'pyproject.toml': root, ...core, ...api }).texts.get(
      'libs/api/pyproject.toml',
    );
    expect(text).toBe(expected && `[project]\nname = "api"\n${expected}`);
  });

  it('and not what lies beside it', () => {
    const declared = `dependencies = ["core"]\n${sources}`;
    const beside = {
      ...core,
      ...member('fork'),
      'libs/fork/src/core/__init__.py': '',
      ...member('types', '[build-system]\nbuild-backend = "hatchling.build"\n'),
      'libs/types/src/core-stubs/__init__.pyi': '',
    };
    const imports = 'import core\nfrom core import x\n';
    const { texts, notes } = plan({
      'pyproject.toml': root,
      ...beside,
      ...member('api', declared, imports),
    });
    expect([[...texts], notes]).toEqual([[], []]);
  });

  it('without a source that the root of the workspace has', () => {
    const texts = { 'pyproject.toml': root + sources, ...core };
    const { texts: edited } = plan({
      ...texts,
      ...member('api', 'dependencies = []\n', 'import core\n'),
    });
    expect(edited.get('libs/api/pyproject.toml')).not.toContain('sources');
  });

  it('by its folder when it has an environment of its own', () => {
    const { texts, environments } = plan({
      ...core,
      ...member('api', 'dependencies = []\n[tool.uv]\n', 'import core\n'),
    });
    expect(texts.get('libs/api/pyproject.toml')).toContain(
      '[tool.uv.sources]\ncore = { path = "../core", editable = true }\n',
    );
    expect(environments).toEqual(['libs/api']);
  });
});

it('says which import asks for it', () => {
  const api = member('api', 'dependencies = []\n', '\nimport core\nfrom core import x\n');
  expect(plan({ 'pyproject.toml': root, ...core, ...api })).toMatchObject({
    changes: [
      'libs/api/pyproject.toml: add "core" to project.dependencies (imported at libs/api/src/api/__init__.py:2 and 1 more)',
    ],
    environments: ['.'],
    notes: [],
  });
});

describe('of projects with one name', () => {
  // In an environment of its own, and read after the member.
  const other = {
    'old/core/pyproject.toml': '[project]\nname = "core"\n',
    'old/core/src/core/__init__.py': '',
  };
  it('takes the member for what a member declares', () => {
    const api = member('api', 'dependencies = ["core"]\n', 'import core\n');
    expect(plan({ ...core, ...api, ...other, 'pyproject.toml': root }).changes).toEqual([
      'libs/api/pyproject.toml: add "core" to tool.uv.sources (declared at libs/api/pyproject.toml:3, and uv needs to know that it is a member of the workspace)',
    ]);
  });

  it('calls none unused while another is imported', () => {
    const api = member('api', `dependencies = ["core"]\n${sources}`, 'import core\n');
    expect(plan({ ...core, ...api, ...other, 'pyproject.toml': root }).notes).toEqual([]);
  });
});

describe('leaves to people', () => {
  const rows: [title: string, texts: Texts, note: string][] = [
    [
      'a sibling that nothing imports',
      { ...core, ...member('api', `dependencies = [\n  "core",\n]\n${sources}`) },
      'libs/api/pyproject.toml:4 declares core, and no file of api imports it.',
    ],
    [
      'a module that many siblings have',
      {
        ...core,
        ...Object.fromEntries(
          [...'abcdefgh'].flatMap((name) => [
            ...Object.entries(member(name, '', '')),
            [`libs/${name}/src/core/__init__.py`, ''],
          ]),
        ),
        ...member('api', 'dependencies = []\n', 'import core\n'),
      },
      'libs/api/src/api/__init__.py:1 could mean a or b or c or core or one of 5 more: declare the right one in libs/api/pyproject.toml.',
    ],
    [
      'a project of setup.cfg',
      {
        ...core,
        'libs/old/pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
        'libs/old/setup.cfg': '[metadata]\nname = old\n',
        'libs/old/old.py': 'import core\n',
      },
      'libs/old/pyproject.toml does not declare core, and its dependencies are not in [project]: add it yourself (imported at libs/old/old.py:1).',
    ],
    [
      'a module that two siblings have',
      {
        ...core,
        ...member('fork', '', ''),
        'libs/fork/src/core/__init__.py': '',
        ...member('api', 'dependencies = []\n', 'import core\n'),
      },
      'libs/api/src/api/__init__.py:1 could mean core or fork: declare the right one in libs/api/pyproject.toml.',
    ],
    [
      'dependencies that are dynamic',
      { ...core, ...member('api', 'dynamic = ["dependencies"]\n', 'import core\n') },
      'libs/api/pyproject.toml does not declare core, and its dependencies are dynamic: add it yourself (imported at libs/api/src/api/__init__.py:1).',
    ],
    [
      'a project of Poetry',
      {
        ...core,
        'libs/api/pyproject.toml': '[tool.poetry]\nname = "api"\n',
        'libs/api/api/__init__.py': 'import core\n',
      },
      'libs/api/pyproject.toml does not declare core, and its dependencies are not in [project]: add it yourself (imported at libs/api/api/__init__.py:1).',
    ],
  ];
  it.each(rows)('%s', (_title, texts, note) => {
    const { notes, texts: edited } = plan({ 'pyproject.toml': root, ...texts });
    expect(notes).toContain(note);
    expect(edited.size).toBe(0);
  });
});

describe('lists of first-party folders and modules', () => {
  const rows: [title: string, settings: string, expected: string | undefined][] = [
    [
      'of ruff',
      '[tool.ruff]\nsrc = ["libs/core/src"] # ours\n',
      '[tool.ruff]\nsrc = ["libs/core/src", "libs/api/src"] # ours\n',
    ],
    ['covered by a pattern', '[tool.ruff]\nsrc = ["libs/*/src"]\n', undefined],
    ['not set', '[tool.ruff]\nline-length = 100\n', undefined],
    [
      'of modules',
      '[tool.ruff.lint.isort]\nknown-first-party = ["api"]\n',
      '[tool.ruff.lint.isort]\nknown-first-party = ["api", "core"]\n',
    ],
    [
      'of mypy, as a string',
      '[tool.mypy]\nmypy_path = "$MYPY_CONFIG_FILE_DIR/libs/core/src"\n',
      '[tool.mypy]\nmypy_path = "$MYPY_CONFIG_FILE_DIR/libs/core/src:$MYPY_CONFIG_FILE_DIR/libs/api/src"\n',
    ],
    [
      'of pyright',
      '[tool.pyright]\nextraPaths = ["libs/api/src/"]\n',
      '[tool.pyright]\nextraPaths = ["libs/api/src/", "libs/core/src"]\n',
    ],
  ];
  it.each(rows)('%s', (_title, settings, expected) => {
    const { texts } = plan({ 'pyproject.toml': root + settings, ...core, ...member('api') });
    expect(texts.get('pyproject.toml')).toBe(expected && root + expected);
  });

  const inis: [title: string, text: string, expected: string | undefined][] = [
    [
      'in one line',
      '[mypy]\nstrict = true\nmypy_path = libs/api/src\n\n[mypy-x.*]\n',
      '[mypy]\nstrict = true\nmypy_path = libs/api/src:libs/core/src\n\n[mypy-x.*]\n',
    ],
    [
      'with commas and line breaks of Windows',
      '[mypy]\r\nmypy_path = a, libs/api/src\r\n',
      '[mypy]\r\nmypy_path = a, libs/api/src,libs/core/src\r\n',
    ],
    ['in several lines, which is left alone', '[mypy]\nmypy_path = a:\n  b\n', undefined],
    ['of another section', '[mypy]\nstrict = true\n[other]\nmypy_path = a\n', undefined],
  ];
  it.each(inis)('of mypy, in an INI file, %s', (_title, text, expected) => {
    const texts = { 'pyproject.toml': root, 'mypy.ini': text, ...core, ...member('api') };
    expect(plan(texts).texts.get('mypy.ini')).toBe(expected);
  });

  it('stand in a file of ruff’s own, too', () => {
    const texts = { 'pyproject.toml': root, 'ruff.toml': 'src = []\n', ...core };
    expect(plan(texts).texts.get('ruff.toml')).toBe('src = ["libs/core/src"]\n');
  });
});

describe('any workspace', () => {
  const names = ['one', 'two', 'three', 'four'];
  const line = fc.record({ module: fc.constantFrom(...names), lazy: fc.boolean() });
  const code = fc
    .array(line, { maxLength: 3 })
    .map((lines) =>
      lines
        .map(({ module, lazy }) =>
          lazy ? `if TYPE_CHECKING:\n    import ${module}\n` : `import ${module}\n`,
        )
        .join(''),
    );
  const manifest = fc.constantFrom(
    '',
    'dependencies = []\n',
    'dependencies = ["one"]\n',
    'dependencies = [\n  # first\n  "httpx",\n]\n[dependency-groups]\ntest = ["pytest", "two"]\n',
    '[dependency-groups]\ndev = [{ include-group = "lint" }]\nlint = ["ruff"]\n',
  );
  const workspace = fc.tuple(
    ...names.map((name) => fc.tuple(manifest, code, code).map((parts) => member(name, ...parts))),
  );

  it('needs no second sync, and is valid after the first', () => {
    fc.assert(
      fc.property(workspace, (members) => {
        const texts: Texts = Object.assign(
          { 'pyproject.toml': `${root}[tool.ruff]\nsrc = []\n` },
          ...members,
        );
        const first = plan(texts);
        for (const text of first.texts.values()) expect(() => parse(text)).not.toThrow();
        const second = plan({ ...texts, ...Object.fromEntries(first.texts) });
        expect(second).toMatchObject({ changes: [], environments: [] });
        expect(second.texts.size).toBe(0);
      }),
    );
  });
});
