import { describe, expect, it } from 'vitest';
import { modulesOfRecord, ownersOfModules } from './installed-modules.js';

describe('the modules that a RECORD lists', () => {
  const rows: [file: string, modules: string[]][] = [
    ['idna/__init__.py', ['idna']],
    ['six.py', ['six']],
    ['google/cloud/storage/__init__.py', ['google.cloud.storage']],
    ['pkg/_native.cpython-311-x86_64-linux-gnu.so', ['pkg._native']],
    ['pkg/_native.abi3.so', ['pkg._native']],
    ['win32\\win32api.pyd', ['win32.win32api']],
    ['"with,comma/__init__.py"', []],
    ['idna/__pycache__/core.cpython-311.pyc', []],
    ['idna-3.6.dist-info/METADATA', []],
    ['../../../bin/black', []],
    ['../../../share/tool/script.py', []],
    ['pkg/templates-x/setup.py', []],
    ['pkg/data.json', []],
    ['pkg/core.pyi', []],
  ];
  it.each(rows)('%s', (file, modules) => {
    expect(modulesOfRecord(`${file},sha256=x,1\n`)).toEqual(modules);
  });

  it('has those in folders that a path file adds under both names', () => {
    expect(modulesOfRecord('win32/lib/win32con.py,,\n', ['win32/lib'])).toEqual([
      'win32.lib.win32con',
      'win32con',
    ]);
  });
});

it('goes as far down as distributions share what is above', () => {
  const owners = ownersOfModules([
    { name: 'storage', modules: ['google.cloud.storage', 'google.cloud.storage.blob'] },
    { name: 'pubsub', modules: ['google.cloud.pubsub', 'google.pubsub_v1'] },
    { name: 'idna', modules: ['idna', 'idna.core'] },
  ]);
  expect(Object.fromEntries(owners)).toEqual({
    google: ['pubsub', 'storage'],
    'google.cloud': ['pubsub', 'storage'],
    'google.cloud.storage': ['storage'],
    'google.cloud.pubsub': ['pubsub'],
    'google.pubsub_v1': ['pubsub'],
    idna: ['idna'],
  });
});
