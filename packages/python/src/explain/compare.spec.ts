import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cause } from './cause.js';
import { compareRecords, unrecordedCandidates } from './compare.js';
import type { TaskRecord } from './record.js';
import { exampleRecord, external } from './testing/records.js';

type Edit = (record: TaskRecord) => void;

const appFile = 'services/api/src/api/app.py';
const userFile = 'libs/models/src/models/user.py';
const ruffNode = 'python-config:ruff above libs';

const rows: [title: string, edit: Edit, cause: Cause][] = [
  [
    'own file changed',
    ({ files }) => {
      files[appFile] = { hash: 'new', project: 'api' };
    },
    { kind: 'file', change: 'changed', path: appFile, relation: 'own', project: null },
  ],
  [
    'own file added',
    ({ files }) => {
      files['services/api/new.py'] = { hash: 'new', project: 'api' };
    },
    { kind: 'file', change: 'added', path: 'services/api/new.py', relation: 'own', project: null },
  ],
  [
    'file of a dependency removed',
    ({ files }) => {
      delete files[userFile];
    },
    { kind: 'file', change: 'removed', path: userFile, relation: 'dependency', project: 'models' },
  ],
  [
    'workspace file changed',
    ({ files }) => {
      files['nx.json'] = { hash: 'new', project: null };
    },
    { kind: 'file', change: 'changed', path: 'nx.json', relation: 'workspace', project: null },
  ],
  [
    'package moved',
    ({ externals }) => {
      externals['pypi:pydantic'] = external('pypi:pydantic', '2.9.1');
    },
    {
      kind: 'package',
      change: 'changed',
      name: 'pydantic',
      ecosystem: 'pypi',
      before: '2.8.0',
      after: '2.9.1',
    },
  ],
  [
    'package of the same version from elsewhere',
    ({ externals }) => {
      externals['pypi:pydantic'] = external('pypi:pydantic', '2.8.0', 'other');
    },
    {
      kind: 'package',
      change: 'changed',
      name: 'pydantic',
      ecosystem: 'pypi',
      before: '2.8.0',
      after: '2.8.0',
    },
  ],
  [
    'package forked in the lock',
    ({ externals }) => {
      delete externals['pypi:pytest'];
      externals['pypi:pytest@9.0.0'] = external('pypi:pytest@9.0.0', '9.0.0');
      externals['pypi:pytest@9.1.0'] = external('pypi:pytest@9.1.0', '9.1.0');
    },
    {
      kind: 'package',
      change: 'changed',
      name: 'pytest',
      ecosystem: 'pypi',
      before: '9.0.0',
      after: '9.0.0, 9.1.0',
    },
  ],
  [
    'package added',
    ({ externals }) => {
      externals['pypi:rich'] = external('pypi:rich', '14.0');
    },
    {
      kind: 'package',
      change: 'added',
      name: 'rich',
      ecosystem: 'pypi',
      before: null,
      after: '14.0',
    },
  ],
  [
    'requirements in the lock changed',
    ({ externals }) => {
      externals['lock:api'] = external('lock:api', '0.1.0', 'b');
    },
    { kind: 'requirements', change: 'changed', name: 'api' },
  ],
  [
    'section changed',
    ({ externals }) => {
      const parts = { ...externals[ruffNode]?.parts, 'pyproject.toml [tool.ruff]': 'new' };
      externals[ruffNode] = { ...external(ruffNode, 'new'), parts };
    },
    { kind: 'settings', change: 'changed', file: 'pyproject.toml', section: 'tool.ruff' },
  ],
  [
    'interpreter replaced',
    ({ interpreters }) => {
      interpreters['.'] = '3.12.1';
    },
    { kind: 'interpreter', before: '3.11.7', after: '3.12.1' },
  ],
  [
    'platform replaced',
    ({ externals }) => {
      externals['nx-signal:platform'] = external('nx-signal:platform', 'darwin-arm64');
    },
    { kind: 'platform', before: 'linux-x64', after: 'darwin-arm64' },
  ],
  [
    'plugin updated',
    ({ externals }) => {
      externals['nx-signal:plugin'] = external('nx-signal:plugin', '0.2.0');
    },
    { kind: 'plugin', before: '0.1.0', after: '0.2.0' },
  ],
  [
    'variable changed',
    ({ variables }) => {
      variables['DATABASE_URL'] = '#6';
    },
    { kind: 'variable', name: 'DATABASE_URL', change: 'changed' },
  ],
  [
    'variable unset',
    ({ variables }) => {
      variables['DATABASE_URL'] = null;
    },
    { kind: 'variable', name: 'DATABASE_URL', change: 'unset' },
  ],
  [
    'variable set',
    ({ variables }) => {
      variables['TOKEN'] = '#7';
    },
    { kind: 'variable', name: 'TOKEN', change: 'set' },
  ],
  [
    'variable declared',
    ({ variables }) => {
      variables['HOME'] = '#8';
    },
    { kind: 'variable', name: 'HOME', change: 'declared' },
  ],
  [
    'variable no longer declared',
    ({ variables }) => {
      delete variables['TOKEN'];
    },
    { kind: 'variable', name: 'TOKEN', change: 'undeclared' },
  ],
  [
    'option changed',
    ({ configuration }) => {
      configuration['api'] = {
        ...configuration['api'],
        'targets.test:unit.options.args': '["-v"]',
      };
    },
    { kind: 'configuration', project: 'api', keys: ['targets.test:unit.options.args'] },
  ],
  [
    'edge gained, with all that comes with it',
    ({ dependencies, files, configuration, externals }) => {
      dependencies.push('pricing');
      files['libs/pricing/quote.py'] = { hash: '9', project: 'pricing' };
      configuration['pricing'] = { root: '"libs/pricing"' };
      externals['lock:pricing'] = external('lock:pricing', '0.1.0');
    },
    { kind: 'edge', change: 'gained', project: 'pricing' },
  ],
  [
    'edge lost, with all that goes with it',
    (record) => {
      record.dependencies = [];
      delete record.files[userFile];
      delete record.configuration['models'];
    },
    { kind: 'edge', change: 'lost', project: 'models' },
  ],
  [
    'command declared',
    ({ unrecorded }) => {
      unrecorded.push('the output of `uname`');
    },
    { kind: 'input', change: 'added', name: 'the output of `uname`' },
  ],
  [
    'command no longer declared',
    (record) => {
      record.unrecorded = [];
    },
    { kind: 'input', change: 'removed', name: 'the output of `date`' },
  ],
  [
    'file of settings removed',
    ({ externals }) => {
      const parts = { 'pyproject.toml [tool.ruff]': '4' };
      externals[ruffNode] = { ...external(ruffNode, 'new'), parts };
    },
    { kind: 'file', change: 'removed', path: 'base.toml', relation: 'workspace', project: null },
  ],
  [
    'settings in another order',
    ({ externals }) => {
      const parts = { ...externals[ruffNode]?.parts };
      externals[ruffNode] = { ...external(ruffNode, 'new'), packageName: 'ruff.toml', parts };
    },
    { kind: 'settings', change: 'changed', file: 'ruff.toml', section: null },
  ],
];

function edited(edit: Edit): TaskRecord {
  const record = exampleRecord();
  edit(record);
  return record;
}

describe('every change has exactly one cause', () => {
  it.each(rows)('%s', (_title, edit, cause) => {
    expect(compareRecords(exampleRecord(), edited(edit))).toEqual([cause]);
  });
});

const identifier = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);

/** Records whose projects, files, packages and settings are drawn, not written. */
const records: fc.Arbitrary<TaskRecord> = fc
  .record({
    dependencies: fc.uniqueArray(identifier, { maxLength: 3 }),
    files: fc.uniqueArray(identifier, { maxLength: 5 }),
    packages: fc.uniqueArray(identifier, { maxLength: 5 }),
    variables: fc.uniqueArray(identifier, { maxLength: 3 }),
    interpreters: fc.uniqueArray(identifier, { maxLength: 2 }),
  })
  .map(({ dependencies, files, packages, variables, interpreters }) => {
    const projects = ['api', ...dependencies.filter((name) => name !== 'api')];
    const owned = projects.flatMap((project) =>
      files.map((file) => [`${project}/${file}.py`, { hash: file, project }] as const),
    );
    return {
      project: 'api',
      dependencies: projects.slice(1),
      files: Object.fromEntries(owned),
      externals: Object.fromEntries(
        packages.map((name) => [`pypi:${name}`, external(`pypi:${name}`, '1.0')]),
      ),
      variables: Object.fromEntries(variables.map((name) => [name, `#${name}`])),
      interpreters: Object.fromEntries(interpreters.map((name) => [name, '3.12.1'])),
      configuration: Object.fromEntries(projects.map((project) => [project, { root: project }])),
      unrecorded: [],
    };
  });

describe('of any record', () => {
  it('a comparison with itself has no cause', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(compareRecords(record, structuredClone(record))).toEqual([]);
      }),
    );
  });

  it('one value changed or removed has one cause, seen from either side', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.boolean(), (record, pick, removes) => {
        const tables = ['files', 'externals', 'variables', 'interpreters'] as const;
        const places = tables.flatMap((table) =>
          Object.keys(record[table]).map((key) => ({ table, key })),
        );
        const place = places[pick % Math.max(1, places.length)];
        fc.pre(place !== undefined);
        const other = structuredClone(record);
        const { table, key } = place;
        if (removes) delete other[table][key];
        else if (table === 'variables' || table === 'interpreters') other[table][key] = '#moved';
        else Object.assign(other[table][key] ?? {}, { hash: 'moved' });
        expect(compareRecords(record, other)).toHaveLength(1);
        expect(compareRecords(other, record)).toHaveLength(1);
      }),
    );
  });
});

it('tells what people did before what follows from it', () => {
  const after = exampleRecord();
  for (const [, edit] of rows.slice(0, 19)) edit(after);
  const kinds = compareRecords(exampleRecord(), after).map((cause) =>
    cause.kind === 'file' ? cause.relation : cause.kind,
  );
  expect([...new Set(kinds)]).toEqual([
    'own',
    'dependency',
    'package',
    'requirements',
    'settings',
    'interpreter',
    'platform',
    'plugin',
    'variable',
    'workspace',
    'configuration',
  ]);
});

it('names what is not recorded when nothing recorded moved', () => {
  const before = exampleRecord();
  const after = exampleRecord();
  before.variables['SECRET'] = undefined;
  after.variables['SECRET'] = '#1';
  expect(compareRecords(before, after)).toEqual([]);
  expect(unrecordedCandidates(before, after)).toEqual([
    'the output of `date`',
    'the environment variable SECRET',
    'arguments on the command line',
  ]);
});
