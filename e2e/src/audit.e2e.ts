import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type OsvRecord,
  type OsvServer,
  realAdvisories,
  startOsvServer,
} from '../../packages/python/src/audit/testing/osv-server.js';
import { parseOutputs } from './harness/nx-run.js';
import { createPythonWorkspace, lock, rootManifest } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const all = ['run-many', '-t', 'audit'];
const dataFolder = '.nx/workspace-data/nx-signal/audit';

/** What its lock says of a package from an index of the company's own, which nothing may fetch. */
const secret = `
[[package]]
name = "acme-secret"
version = "1.0"
source = { registry = "https://user:word@pypi.acme.example/simple" }
sdist = { url = "https://pypi.acme.example/acme-secret-1.0.tar.gz", hash = "sha256:${'0'.repeat(64)}" }
`;

/** Three services: one with a pin that is vulnerable, one with none, one that gets there through a library. */
function createServices(audit: Record<string, unknown>): Promise<Workspace> {
  const bare = { bare: true, files: { 'x.py': 'X = 1\n' } };
  return createPythonWorkspace({
    projects: {
      api: { ...bare, dependencies: ['urllib3==1.26.4'] },
      shop: { ...bare, dependencies: ['idna==3.10'] },
      core: { ...bare, dependencies: ['requests==2.32.3', 'urllib3<2'] },
    },
    files: { 'pyproject.toml': rootManifest('', ['ruff==0.17.6']) },
    options: { audit },
    unlocked: true,
  });
}

describe('with a service', () => {
  let server: OsvServer;
  let workspace: Workspace;

  beforeAll(async () => {
    server = await startOsvServer();
    workspace = await createPythonWorkspace({
      projects: {
        api: { bare: true, files: { 'x.py': '' }, dependencies: ['urllib3==1.26.4'] },
        front: { bare: true, files: { 'x.py': '' }, dependencies: ['requests==2.20.0'] },
        shop: { bare: true, files: { 'x.py': '' }, dependencies: ['idna==3.10'] },
      },
      files: {
        'pyproject.toml': `${rootManifest('', ['ruff==0.17.6'])}\n[tool.uv]\nconflicts = [[{ package = "api" }, { package = "front" }]]\n`,
      },
      options: { audit: { service: server.url } },
      fresh: true,
    });
  });

  afterAll(async () => {
    await workspace.dispose();
    await server.stop();
  });

  it('x', async () => {
    const run = await workspace.nx(all);
    console.log(run.output, server.requests);
    const again = await workspace.nx(all);
    console.log(again.output);
    console.log((await workspace.nxSignal(['audit'])).output);
    const third = await workspace.nx(['run-many', '-t', 'signal']);
    console.log(third.output);
    console.log(workspace.read('dist/reports/api/audit/audit.sarif').slice(0, 1500));
  });
});
