import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { publishProject } from './publish-project.js';

const manifest = (version: string) => `[project]\nname = "core"\nversion = "${version}"\n`;

function published(files: Record<string, string>, options: object = {}) {
  const workspaceRoot = temporaryFolder(files);
  const all = { environment: '.', output: 'dist/core', ...options };
  const names = { workspaceRoot, project: 'core', directory: 'core' };
  return rejectionOf(publishProject({ ...names, options: all, show: () => {} }));
}

describe('nothing is uploaded', () => {
  const wheel = { 'dist/core/core-1.0.0-py3-none-any.whl': '' };
  const rows: [title: string, files: Record<string, string>, options: object, message: string][] = [
    [
      'that was not built',
      { 'core/pyproject.toml': manifest('1.0.0') },
      {},
      'dist/core has nothing to upload.',
    ],
    [
      'of another version',
      { 'core/pyproject.toml': manifest('1.1.0'), ...wheel },
      {},
      'dist/core/core-1.0.0-py3-none-any.whl is not the version 1.1.0 of core/pyproject.toml.',
    ],
    [
      'to an index that nobody knows',
      // The same version, in another spelling.
      { 'core/pyproject.toml': manifest('v1.0'), ...wheel },
      { index: 'internal' },
      'There is no index named internal in [[tool.uv.index]].',
    ],
    [
      'to an index that takes nothing',
      {
        'core/pyproject.toml': manifest('1.0.0'),
        'pyproject.toml': '[[tool.uv.index]]\nname = "internal"\nurl = "https://i.test"\n',
        ...wheel,
      },
      { registry: 'internal' },
      'The index internal has no publish-url.',
    ],
  ];
  it.each(rows)('%s', async (_title, files, options, message) => {
    expect(await published(files, options)).toMatchObject({ code: 'PUBLISH_FAILED', message });
  });
});
