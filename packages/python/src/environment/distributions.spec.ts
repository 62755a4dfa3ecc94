import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type Origin, parseOrigin, readInstalled } from './distributions.js';

describe('where a distribution was installed from', () => {
  const rows: [text: string, origin: Origin | undefined][] = [
    [
      '{"url": "file:///repo/my%20lib", "dir_info": {"editable": true}}',
      { kind: 'folder', path: '/repo/my lib', editable: true },
    ],
    [
      '{"url": "file:///repo/lib", "dir_info": {}}',
      { kind: 'folder', path: '/repo/lib', editable: false },
    ],
    [
      '{"url": "https://x/y", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
      { kind: 'vcs', url: 'https://x/y', commit: 'abc' },
    ],
    ['{"url": "https://x/y.whl", "archive_info": {}}', { kind: 'archive', url: 'https://x/y.whl' }],
    ['{', undefined],
    ['{}', undefined],
    ['[]', undefined],
  ];
  it.each(rows)('%s', (text, origin) => {
    expect(parseOrigin(text)).toEqual(origin);
  });
});

it('distributions are known by the folders that describe them', () => {
  const packages = temporaryFolder({
    'My_Lib-1.0.post1.dist-info/METADATA': '',
    'old-2.0-py3.11.egg-info/PKG-INFO': '',
    'lib-0.1.dist-info/direct_url.json': '{"url": "file:///lib", "dir_info": {}}',
    'lib/__init__.py': '',
    'x.pth': '',
  });
  const found = readInstalled(packages).map(({ name, version, origin }) => [
    name,
    version,
    origin?.kind,
  ]);
  expect(found.sort()).toEqual([
    ['lib', '0.1', 'folder'],
    ['my-lib', '1.0.post1', undefined],
    ['old', '2.0', undefined],
  ]);
  expect(() => readInstalled(join(packages, 'gone'))).toThrow();
});
