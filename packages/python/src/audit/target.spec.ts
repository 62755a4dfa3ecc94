import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { factsOf, graphOf, nodesOf, type Texts, targetsOf } from '../testing/workspace.js';

const lock = `version = 1
[[package]]
name = "a"
version = "1"
source = { virtual = "a" }
dependencies = [{ name = "six" }]
[[package]]
name = "b"
version = "1"
source = { virtual = "b" }
[[package]]
name = "six"
version = "1"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "ruff"
version = "1"
source = { registry = "https://pypi.org/simple" }
[manifest]
members = ["a", "b"]
[manifest.dependency-groups]
dev = [{ name = "ruff" }]
`;

const project = (name: string, more = '') => `[project]\nname = "${name}"\n${more}`;

const texts = (root = '', more: Texts = {}): Texts => ({
  'pyproject.toml': `[tool.uv.workspace]\nmembers = ["a", "b"]\n${root}`,
  'uv.lock': lock,
  'a/pyproject.toml': project('a', 'dependencies = ["six"]'),
  'b/pyproject.toml': project('b'),
  ...more,
});

describe('there is an audit', () => {
  const here = '[tool.nx-signal.audit]';
  const rows: [title: string, texts: Texts, ofA: boolean, ofB: boolean][] = [
    ['of nobody before it is set up', texts(), false, false],
    ['of who needs something from outside', texts(here), true, false],
    ['of one project', texts('', { 'a/pyproject.toml': project('a', here) }), true, false],
    [
      'of all, with the groups of a root that audits nothing itself',
      texts(`[dependency-groups]\ndev = ["ruff"]\n${here}`),
      true,
      true,
    ],
    [
      'of all but one that leaves it out',
      texts(here, { 'a/pyproject.toml': project('a', '[tool.nx-signal.targets]\naudit = false') }),
      false,
      false,
    ],
    [
      'of one that the lock does not know',
      texts(here, {
        'uv.lock': 'version = 1\n',
        'a/pyproject.toml': project('a', 'dependencies = ["six"]'),
      }),
      true,
      false,
    ],
  ];
  it.each(rows)('%s', (_title, all, ofA, ofB) => {
    expect(Boolean(targetsOf(all, 'a')['audit'])).toBe(ofA);
    expect(Boolean(targetsOf(all, 'b')['audit'])).toBe(ofB);
  });
});

it('it is a member of the signal that no chain waits for', () => {
  const chain = { signal: 'chain', audit: {} } as const;
  const targets = targetsOf(texts('', { 'a/x.py': 'X = 1' }), 'a', chain);
  expect(targets['signal']?.dependsOn).toContainEqual({ target: 'audit' });
  expect(targets['audit']?.dependsOn).toHaveLength(1);
  expect(JSON.stringify(targets['lint']?.dependsOn)).not.toContain('audit');
});

it('the policy is in its hash, and in no configuration', () => {
  const nodes = (failOn: 'low' | 'high') => nodesOf(graphOf(texts(), { audit: { failOn } }));
  const hashOf = ({ externalNodes }: ReturnType<typeof nodes>) =>
    JSON.stringify(externalNodes['python-config:audit of a']);
  expect(hashOf(nodes('low'))).not.toBe(hashOf(nodes('high')));
  expect(nodes('low').projects).toEqual(nodes('high').projects);
  expect(JSON.stringify(nodes('low').projects['a']?.targets?.['audit']?.inputs)).toContain(
    'python-config:audit of a',
  );
});

describe('a mistake in what the root says for all', () => {
  it('is everybody’s', () => {
    const { broken } = graphOf(texts('[tool.nx-signal.audit]\nfailon = "low"')).workspace;
    expect(broken.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('what is for all is not for one', () => {
    const own = '[tool.nx-signal.audit]\nservice = "https://osv.example"';
    const all = texts('', { 'a/pyproject.toml': project('a', own) });
    expect(errorOf(() => factsOf(all, 'a'))).toMatchObject({
      code: 'OPTIONS_INVALID',
      place: { file: 'a/pyproject.toml', line: 4, key: 'tool.nx-signal.audit.service' },
    });
  });
});
