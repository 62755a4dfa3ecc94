import { describe, expect, it } from 'vitest';
import { externalName, externalNodes } from './external-nodes.js';
import { readLock } from './read-lock.js';

const lock = readLock(
  'uv.lock',
  `version = 1
[[package]]
name = "billing"
source = { editable = "libs/billing" }
dependencies = [{ name = "requests", extra = ["socks"] }]
[package.dev-dependencies]
dev = [{ name = "requests" }]
[[package]]
name = "requests"
version = "2.32.0"
[package.optional-dependencies]
socks = [{ name = "pysocks" }]
[[package]]
name = "pysocks"
version = "1.7.1"
`,
);

describe('externalNodes', () => {
  it('names what comes from outside and what is local apart', () => {
    const { nodes } = externalNodes(lock, { scope: '' });
    const types = Object.values(nodes).map(({ name, type }) => [name, type]);
    expect(types).toEqual([
      ['lock:billing', 'lock'],
      ['lock:billing:dev', 'lock'],
      ['pypi:requests', 'pypi'],
      ['pypi:requests[socks]', 'pypi'],
      ['pypi:pysocks', 'pypi'],
    ]);
  });

  it('carries version and digest, and an empty version where it is dynamic', () => {
    const { nodes } = externalNodes(lock, { scope: '' });
    const hash = lock.nodes.get('requests')?.digest;
    const data = { packageName: 'requests', version: '2.32.0', hash };
    expect(nodes['pypi:requests']?.data).toEqual(data);
    expect(nodes['lock:billing']?.data.version).toBe('');
  });

  it('has an edge for each requirement, its ends among the nodes', () => {
    const { nodes, edges } = externalNodes(lock, { scope: '' });
    expect(edges.map(({ source, target }) => `${source} → ${target}`)).toEqual([
      'lock:billing → pypi:requests[socks]',
      'lock:billing:dev → pypi:requests',
      'pypi:requests[socks] → pypi:pysocks',
      'pypi:requests[socks] → pypi:requests',
    ]);
    for (const { target } of edges) expect(nodes).toHaveProperty([target]);
  });

  it('tells locks below the root apart by their directory', () => {
    const { nodes, edges } = externalNodes(lock, { scope: 'tools/x' });
    expect(Object.keys(nodes)).toContain('pypi:requests[socks] (tools/x)');
    expect(edges[0]?.target).toBe('pypi:requests[socks] (tools/x)');
  });
});

it('externalName gives the name that externalNodes gives', () => {
  const { nodes } = externalNodes(lock, { scope: 'a' });
  const names = [...lock.nodes.values()].map((node) => externalName(node, 'a'));
  expect(names).toEqual(Object.keys(nodes));
});
