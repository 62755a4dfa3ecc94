import { describe, expect, it } from 'vitest';
import { absoluteModule, importEdges } from './edges.js';
import { packImports } from './file-import.js';
import { deriveLayout } from './layout.js';
import { type ModuleFile, moduleFiles } from './module-files.js';
import { ModuleOwners } from './module-owners.js';
import { scanImports } from './scan.js';

/** Projects as folders of source text → lines such as `api → core: api/main.py:1`. */
function edges(
  projects: Record<string, Record<string, string>>,
  declared: Record<string, string[]> = {},
): string[] {
  const filesByProject = new Map<string, ModuleFile[]>();
  const scans = new Map<string, string>();
  for (const [project, sources] of Object.entries(projects)) {
    const paths = Object.keys(sources);
    filesByProject.set(project, moduleFiles(paths, deriveLayout(paths, {}), project));
    for (const [path, text] of Object.entries(sources)) {
      scans.set(`${project}/${path}`, packImports(scanImports(text)));
    }
  }
  const found = importEdges({
    filesByProject,
    scans,
    owners: new ModuleOwners(filesByProject),
    declared: new Map(Object.entries(declared).map(([name, list]) => [name, new Set(list)])),
  });
  return [...found].flatMap(([source, targets]) =>
    [...targets].map(([target, places]) => {
      return `${source} → ${target}: ${places.map(({ file, line }) => `${file}:${line}`).join(' ')}`;
    }),
  );
}

const core = { 'src/acme/core/__init__.py': '', 'src/acme/core/model.py': '' };

describe('importEdges', () => {
  it('tells every place', () => {
    const api = {
      'app/main.py': 'import os\nfrom acme.core.model import User\nimport acme.core',
      'tests/test_main.py': 'from app import main\nimport acme.core',
    };
    expect(edges({ core, api })).toEqual([
      'api → core: api/app/main.py:2 api/app/main.py:3 api/tests/test_main.py:2',
    ]);
  });

  it('follows relative imports through a shared namespace package', () => {
    const billing = {
      'src/acme/billing/__init__.py': 'from . import api\nfrom ..core import model',
      'src/acme/billing/api.py': 'from .. import core\nfrom . import missing\nfrom .... import x',
    };
    expect(edges({ core, billing })).toEqual([
      'billing → core: billing/src/acme/billing/__init__.py:2 billing/src/acme/billing/api.py:1',
    ]);
  });

  it('keeps relative imports of tests in the project', () => {
    const acme = { 'acme/core/api.py': '', 'tests/unit/test_a.py': 'from ..acme import core' };
    expect(edges({ core, acme })).toEqual([]);
  });

  it('lets tests find their own helpers, and nobody else find them', () => {
    const one = { 'one/a.py': 'import helpers', 'tests/helpers.py': '' };
    const two = { 'helpers.py': '', 'tests/conftest.py': '' };
    const three = {
      'three/a.py': '',
      'tests/helpers.py': '',
      'tests/test_a.py': 'import helpers, conftest',
    };
    expect(edges({ one, two, three })).toEqual(['one → two: one/one/a.py:1']);
  });

  it('leads to all owners of a name that is taken twice', () => {
    const one = { 'utils/a.py': '' };
    const two = { 'utils/b.py': '' };
    const three = { 'main.py': 'from utils import c' };
    expect(edges({ one, two, three })).toEqual([
      'three → one: three/main.py:1',
      'three → two: three/main.py:1',
    ]);
    expect(edges({ one, two, three }, { three: ['two'] })).toEqual([
      'three → one: three/main.py:1',
      'three → two: three/main.py:1',
    ]);
  });

  it.each([
    { 'src/core-stubs/__init__.pyi': '' },
    { 'core-stubs/__init__.pyi': '' },
    { 'core-stubs/__init__.pyi': '', 'core-stubs/part.pyi': '' },
  ])('finds the stubs of a package beside it: %j', (stubs) => {
    const core = { 'core/__init__.py': '', 'core/other.py': '' };
    const app = { 'app/__init__.py': 'from core.other import rate' };
    expect(edges({ core, stubs, app })).toEqual([
      'app → core: app/app/__init__.py:1',
      'app → stubs: app/app/__init__.py:1',
    ]);
  });

  it('lets a project of nothing but tests be imported', () => {
    const support = { 'tests/factories.py': '' };
    const api = { 'app/a.py': '', 'checks/test_a.py': 'from tests.factories import user' };
    expect(edges({ support, api })).toEqual(['api → support: api/checks/test_a.py:1']);
  });
});

describe('absoluteModule', () => {
  it.each([
    ['.x', 'a.b', false, 'a.x'],
    ['.x', 'a.b', true, 'a.b.x'],
    ['.', 'a.b', true, 'a.b'],
    ['..', 'a.b.c', false, 'a'],
    ['..x.y', 'a.b', true, 'a.x.y'],
    ['..x', 'a.b', false, undefined],
    ['.x', 'a', false, undefined],
  ])('%s in %s (package: %s) is %s', (relative, module, isPackage, expected) => {
    expect(absoluteModule(relative, { file: 'f', modules: [module], isPackage })).toBe(expected);
  });
});
