import type { RecordedExternal, TaskRecord } from '../record.js';

/** An external node of a record. */
export function external(name: string, version: string, hash = version): RecordedExternal {
  const type = name.slice(0, name.indexOf(':'));
  const packageName = name.slice(type.length + 1).replace(/[[@ ].*/, '');
  return { type, packageName, version, hash };
}

/** The record of `api:test:unit`, which depends on `models`. */
export function exampleRecord(): TaskRecord {
  return {
    project: 'api',
    dependencies: ['models'],
    files: {
      'services/api/src/api/app.py': { hash: '1', project: 'api' },
      'libs/models/src/models/user.py': { hash: '2', project: 'models' },
      'nx.json': { hash: '3', project: null },
    },
    externals: {
      'pypi:pydantic': external('pypi:pydantic', '2.8.0'),
      'pypi:pytest': external('pypi:pytest', '9.0.0'),
      'lock:api': external('lock:api', '0.1.0', 'a'),
      'python-config:ruff above libs': {
        ...external('python-config:ruff above libs', '4'),
        parts: { 'pyproject.toml [tool.ruff]': '4', 'base.toml': '5' },
      },
      'nx-signal:platform': external('nx-signal:platform', 'linux-x64'),
      'nx-signal:plugin': external('nx-signal:plugin', '0.1.0'),
    },
    variables: { DATABASE_URL: '#5', TOKEN: null },
    interpreters: { '.': '3.11.7' },
    configuration: {
      api: { root: '"services/api"', 'targets.test:unit.options.args': '["-x"]' },
      models: { root: '"libs/models"' },
    },
    unrecorded: ['the output of `date`'],
  };
}
