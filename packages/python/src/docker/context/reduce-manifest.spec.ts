import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../toml/pyproject.js';
import { type ManifestParts, reduceManifest, withIncludedGroups } from './reduce-manifest.js';

const manifest = `# A remark.
[project]
name = "app"
dependencies = ["lib", "idna"]
[build-system]
requires = ["uv_build"]
[dependency-groups]
dev = ["pytest"]
Prod_Tools = ["gunicorn", { include-group = "base" }]
base = ["six"]
[tool.uv]
default-groups = ["dev"]
dev-dependencies = ["ruff"]
constraint-dependencies = ["idna<4"]
[tool.uv.workspace]
members = ["libs/*"]
exclude = ["libs/old"]
[tool.uv.sources]
lib = { workspace = true }
other = { workspace = true }
six = { git = "https://example.test/six" }
[tool.ruff]
line-length = 100
`;

const reduce = (parts: Partial<ManifestParts> = {}, text = manifest) =>
  parse(
    reduceManifest(parse(text) as Table, {
      isPackage: true,
      groups: new Set(),
      members: ['libs/lib'],
      distributions: new Set(['app', 'lib', 'idna']),
      ...parts,
    }),
  );

describe('a manifest that is reduced to what uv installs by', () => {
  const uv = {
    'constraint-dependencies': ['idna<4'],
    workspace: { members: ['libs/lib'] },
    sources: { lib: { workspace: true }, six: { git: 'https://example.test/six' } },
  };
  const project = { name: 'app', dependencies: ['lib', 'idna'] };

  it('keeps project, build system and uv’s settings, without members that are left out', () => {
    expect(reduce()).toEqual({ project, 'build-system': { requires: ['uv_build'] }, tool: { uv } });
  });

  it('keeps uv’s settings alone for a root that is not installed', () => {
    expect(reduce({ isPackage: false })).toEqual({ tool: { uv } });
  });

  it('keeps the groups that are installed', () => {
    const groups = withIncludedGroups(parse(manifest) as Table, ['prod-tools']);
    expect(groups).toEqual(new Set(['prod-tools', 'base']));
    expect(reduce({ groups })['dependency-groups']).toEqual({
      Prod_Tools: ['gunicorn', { 'include-group': 'base' }],
      base: ['six'],
    });
  });

  it('says the same whatever stands in comments and in other tools’ settings', () => {
    const other = manifest
      .replace('# A remark.', '')
      .replace('100', '90')
      .replace('pytest', 'nose');
    expect(reduce({}, other)).toEqual(reduce());
  });

  it('is no more than a line for a manifest of other tools', () => {
    expect(
      reduceManifest(
        { tool: { ruff: {} } },
        { isPackage: false, groups: new Set(), members: [], distributions: new Set() },
      ),
    ).toBe('\n');
  });

  it('ends although groups include each other', () => {
    const data = parse(
      '[dependency-groups]\na = [{ include-group = "b" }]\nb = [{ include-group = "a" }]',
    );
    expect(withIncludedGroups(data as Table, ['a'])).toEqual(new Set(['a', 'b']));
  });
});
