import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { freePort } from '../harness/free-port.js';
import { installGoProgram } from '../harness/go-program.js';
import { serve } from '../harness/image-builders.js';
import { packed } from '../harness/packages.js';
import { installPythonProgram } from '../harness/python-program.js';
import { cacheProgram } from '../remote-cache/installed-server.js';

interface Variable {
  name: string;
  value: string;
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: {
    replicas?: number;
    volumeClaimTemplates?: unknown[];
    template: { spec: { enableServiceLinks?: boolean; containers: { env: Variable[] }[] } };
  };
}

let kustomize: string;
let validate: string;
let folder: string;
beforeAll(async () => {
  const module = 'sigs.k8s.io/kustomize/kustomize/v5';
  kustomize = await installGoProgram(module, '5.8.0', 'kustomize');
  validate = await installPythonProgram('kubernetes-validate', '1.37.0', 'kubernetes-validate');
  folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-kubernetes-'));
  const tarball = await packed('cache-server');
  await execa('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}, 1_800_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function build(name: string): Promise<string> {
  const path = join(folder, 'deploy', 'kubernetes', name);
  return (await execa(kustomize, ['build', path])).stdout;
}

/** What Kubernetes' own schemas say about manifests; nothing unknown is passed over. */
function judge(text: string) {
  const file = join(folder, 'manifests.yaml');
  writeFileSync(file, text);
  return execa(validate, ['--strict', '--no-warn', file], { all: true, reject: false });
}

const read = (text: string) => parseAllDocuments(text).map((each) => each.toJS() as Manifest);

const one = (manifests: readonly Manifest[], kind: string): Manifest => {
  const found = manifests.find((each) => each.kind === kind);
  if (!found) throw new Error(`there is no ${kind}`);
  return found;
};

describe.each([
  ['base', 'StatefulSet', 1, 1],
  ['bucket', 'Deployment', 2, 0],
])('%s', (name, kind, replicas, claims) => {
  let text: string;
  let manifests: Manifest[];
  beforeAll(async () => {
    text = await build(name);
    manifests = read(text);
  });

  it('is what Kubernetes takes', async () => {
    const { exitCode, all } = await judge(text);
    expect(exitCode, all).toBe(0);
    expect((await judge(text.replace('readOnlyRootFilesystem:', 'readOnlyRoot:'))).exitCode).toBe(
      1,
    );
    const { spec } = one(manifests, kind);
    expect(spec.replicas).toBe(replicas);
    expect(spec.volumeClaimTemplates ?? []).toHaveLength(claims);
    expect(manifests.map((each) => each.kind).sort()).toEqual(
      ['ConfigMap', kind, 'Service'].sort(),
    );
  });

  it('gives the server what it takes for its configuration', async () => {
    const { template } = one(manifests, kind).spec;
    // Kubernetes would set NX_SIGNAL_CACHE_PORT and more, for the Service of that name.
    expect(template.spec.enableServiceLinks).toBe(false);
    const [container] = template.spec.containers;
    const given = Object.fromEntries(
      (container?.env ?? []).map(({ name, value }) => [name, value]),
    );
    const config = join(folder, `${name}.json`);
    writeFileSync(config, one(manifests, 'ConfigMap').data?.['nx-signal-cache.json'] ?? '');
    expect(given).toEqual({ NX_SIGNAL_CACHE_CONFIG: '/config/nx-signal-cache.json' });
    const port = await freePort();
    const data = join(folder, `${name}-data`);
    const env = {
      NX_SIGNAL_CACHE_CONFIG: config,
      NX_SIGNAL_CACHE_PORT: String(port),
      NX_SIGNAL_CACHE_STORAGE_FOLDER: data,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      NX_SIGNAL_CACHE_AUTH_SESSION_SECRET: 'x'.repeat(32),
    };
    const url = `http://127.0.0.1:${port}`;
    const server = await serve(process.execPath, [cacheProgram], () => fetch(url), env);
    try {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });
});
