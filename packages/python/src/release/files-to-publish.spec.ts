import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { filesToPublish } from './files-to-publish.js';

it('what attests a file goes with it, and nothing else that lies there', () => {
  const workspaceRoot = temporaryFolder({
    'core/pyproject.toml': '[project]\nname = "core"\nversion = "1.0.0"\n',
    'dist/core/core-1.0.0.tar.gz': '',
    'dist/core/core-1.0.0.tar.gz.publish.attestation': '{}',
    'dist/core/core-1.0.0-py3-none-any.whl': '',
    'dist/core/core-1.0.0-py3-none-any.whl.build.attestation': '{}',
    'dist/core/core-1.0.0-py3-none-any.whl.publish.attestation': '{}',
    'dist/core/core-0.9.0.tar.gz.publish.attestation': '{}',
    'dist/core/core-1.0.0.tar.gz.asc': '',
    'dist/core/notes.attestation': '',
  });
  const output = 'dist/core';
  const files = filesToPublish({ workspaceRoot, project: 'core', directory: 'core', output });
  expect(files.map((file) => relative(workspaceRoot, file))).toEqual([
    'dist/core/core-1.0.0-py3-none-any.whl',
    'dist/core/core-1.0.0-py3-none-any.whl.build.attestation',
    'dist/core/core-1.0.0-py3-none-any.whl.publish.attestation',
    'dist/core/core-1.0.0.tar.gz',
    'dist/core/core-1.0.0.tar.gz.publish.attestation',
  ]);
});
