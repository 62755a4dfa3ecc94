import { describe, expect, it } from 'vitest';
import type { Installed } from '../environment/installed.js';
import { declaredEdges } from '../graph/declared-edges.js';
import { importedEdges, importingFiles, moduleFilesByProject } from '../graph/import-edges.js';
import { packImports } from '../imports/file-import.js';
import { isGuardedImport } from '../imports/guarded-import.js';
import { scanImports } from '../imports/scan.js';
import { shop } from '../testing/shop.js';
import { graphOf } from '../testing/workspace.js';
import { allEdges, findUndeclared } from './find-undeclared.js';
import { planSync } from './plan-sync.js';

const installed: Installed = {
  folders: [],
  distributions: [],
  stubs: new Map(),
  owners: new Map([
    ['attr', ['attrs']],
    ['httpx', ['httpx']],
    ['pytest', ['pytest']],
    ['google', ['httpx', 'attrs']],
    ['google.web', ['httpx']],
    ['google.data', ['attrs']],
  ]),
};

function found(files: Record<string, string>, environment: Installed | undefined = installed) {
  const texts = { ...shop, ...files };
  const graph = graphOf(texts);
  const { workspace } = graph;
  const scans = new Map(
    importingFiles(workspace).map((file) => [file, packImports(scanImports(texts[file] ?? ''))]),
  );
  const { all: declared } = declaredEdges(graph);
  const edges = importedEdges(graph, scans, declared);
  const modules = moduleFilesByProject(workspace);
  const undeclared = findUndeclared({
    graph,
    edges: allEdges(declared, edges),
    scans,
    modules,
    installed: () => environment,
    isGuarded: (file, line) => isGuardedImport(texts[file] ?? '', line),
  });
  const { changes, notes } = planSync({
    workspace,
    edges,
    modules,
    texts: new Map(Object.entries(texts).filter(([file]) => file.endsWith('.toml'))),
    undeclared,
  });
  return { undeclared, changes: changes.join('\n'), notes: notes.join('\n') };
}

const namesIn = (text: string, file = 'libs/core/tests/unit/test_more.py') =>
  found({ [file]: text }).undeclared.map(({ distribution, use }) => `${distribution} ${use}`);

describe('libs/core requires attrs; httpx belongs to services/api', () => {
  const rows: [text: string, expected: string[]][] = [
    ['import httpx\n', ['httpx development']],
    ['import attr, os, pytest\n', []],
    ['from google import web\n', ['httpx development']],
    ['from google import data\n', []],
    ['from google.web.client import Client\n', ['httpx development']],
    ['try:\n    import httpx\nexcept ImportError:\n    httpx = None\n', []],
    ['import unknown\n', []],
  ];
  it.each(rows)('%s', (text, expected) => {
    expect(namesIn(text)).toEqual(expected);
  });

  it('what is shipped needs it to run, what only type checkers read does not', () => {
    const file = 'libs/core/src/core/more.py';
    expect(namesIn('import httpx\n', file)).toEqual(['httpx production']);
    const checked = 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx\n';
    expect(namesIn(checked, file)).toEqual(['httpx development']);
  });

  it('is declared where what imports it asks for', () => {
    const tests = found({ 'libs/core/tests/unit/test_more.py': '\nimport httpx\n' });
    expect(tests.changes).toBe(
      'libs/core/pyproject.toml: add "httpx" to dependency-groups.dev (imported at libs/core/tests/unit/test_more.py:2)',
    );
    const shipped = found({ 'libs/core/src/core/more.py': 'import httpx\n' });
    expect(shipped.changes).toContain('add "httpx" to project.dependencies');
  });

  it('a module of the workspace is none of a distribution', () => {
    const files = {
      'libs/core/tests/unit/httpx.py': '',
      'libs/core/tests/unit/test_more.py': 'import httpx\n',
    };
    expect(found(files).undeclared).toEqual([]);
  });

  it('has what the siblings that it depends on require', () => {
    expect(namesIn('import attr\n', 'services/api/tests/unit/test_more.py')).toEqual([]);
  });

  it('without an environment goes by the name of what is locked', () => {
    const files = { 'libs/core/tests/unit/test_more.py': 'import httpx, attr\n' };
    const { undeclared } = found(files, undefined);
    expect(undeclared.map(({ distribution }) => distribution)).toEqual(['httpx']);
  });

  it('and so does one that holds other packages so far', () => {
    const files = { 'libs/core/tests/unit/test_more.py': 'import httpx, attr\n' };
    const partial = { ...installed, owners: new Map([['attr', ['attrs']]]) };
    expect(found(files, partial).undeclared).toHaveLength(1);
    const present = { name: 'httpx', editable: false, pytestPlugin: false };
    expect(found(files, { ...partial, distributions: [present] }).undeclared).toEqual([]);
  });
});
