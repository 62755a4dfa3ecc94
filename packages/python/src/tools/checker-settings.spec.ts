import { describe, expect, it } from 'vitest';
import { configNode } from '../fingerprint/config-nodes.js';
import type { TypeChecker } from '../options/names.js';
import type { ToolConfig } from '../settings/config-lookup.js';
import { factsOf, type Texts } from '../testing/workspace.js';
import { rootConfigNames } from './settings.js';

const project = '[project]\nname = "a"\n';

function configOf(checker: TypeChecker, texts: Texts): ToolConfig {
  const all = { 'libs/a/pyproject.toml': project, 'libs/a/x.py': '', ...texts };
  return factsOf(all, 'libs/a').config[checker];
}

const none: ToolConfig = { file: undefined, above: [] };
const section = (name: string, value: unknown): ToolConfig => ({
  file: 'pyproject.toml',
  above: [{ file: 'pyproject.toml', section: name, value }],
});

describe('each checker reads the nearest settings', () => {
  type Row = [checker: TypeChecker, file: string, name: string];
  const rows: Row[] = [
    ['ty', 'ty.toml', 'tool.ty'],
    ['pyrefly', 'pyrefly.toml', 'tool.pyrefly'],
    ['pyright', 'pyrightconfig.json', 'tool.pyright'],
    ['basedpyright', 'pyrightconfig.json', 'tool.basedpyright'],
  ];
  it.each(rows)('%s', (checker, file, name) => {
    const pyproject = `[${name}]\nx = 1\n[tool.other]\ny = 2`;
    expect(configOf(checker, {})).toEqual(none);
    expect(configOf(checker, { 'pyproject.toml': '[tool.other]' })).toEqual(none);
    expect(configOf(checker, { 'pyproject.toml': pyproject })).toEqual(section(name, { x: 1 }));
    expect(configOf(checker, { 'pyproject.toml': pyproject, [file]: '#' })).toEqual({
      file,
      above: [{ file, value: '#' }],
    });
    expect(configOf(checker, { 'pyproject.toml': pyproject, [`libs/${file}`]: '#' }).file).toBe(
      `libs/${file}`,
    );
    const own = configOf(checker, { [`libs/a/${file}`]: '#' });
    expect(own).toEqual({ file: `libs/a/${file}`, above: [] });
    expect(rootConfigNames).toContain(file);
  });

  it('basedpyright also pyright’s, as part of its own', () => {
    const texts = { 'pyproject.toml': '[tool.pyright]\nx = 1' };
    expect(configOf('basedpyright', texts)).toEqual(section('tool.pyright', { x: 1 }));
  });
});

describe('what settings build on is part of them', () => {
  const extending = '{ // Strict.\n  "extends": "./base.json" }';

  it.each<TypeChecker>(['pyright', 'basedpyright'])('%s extends a file', (checker) => {
    const texts = {
      'pyrightconfig.json': extending.replace('base.json', 'our.base.json'),
      'our.base.json': '{}',
    };
    expect(configOf(checker, texts).above.slice(1)).toEqual([
      { file: 'our.base.json', value: '{}' },
    ]);
  });

  it('a project’s own settings extend those of the root', () => {
    const own = `${project}[tool.pyright]\nextends = "../../pyproject.toml"\n`;
    const hashOf = (value: string) => {
      const texts = {
        'libs/a/pyproject.toml': own,
        'libs/a/x.py': '',
        'pyproject.toml': `[tool.pyright]\ntypeCheckingMode = "${value}"\n`,
      };
      return configNode(factsOf(texts, 'libs/a'), 'pyright').hash;
    };
    expect(hashOf('strict')).not.toBe(hashOf('basic'));
  });

  it('ty takes the version of Python that stands beside', () => {
    const root = '[project]\nname = "root"\nrequires-python = ">=3.9"\n';
    const version = {
      file: 'pyproject.toml',
      section: 'project.requires-python',
      value: '>=3.9',
    };
    expect(configOf('ty', { 'pyproject.toml': root }).above).toEqual([]);
    expect(configOf('ty', { 'pyproject.toml': root, 'ty.toml': '' }).above).toContainEqual(version);
    expect(configOf('ty', { 'pyproject.toml': `${root}[tool.ty]` }).above).toContainEqual(version);
    expect(configOf('ty', { 'pyproject.toml': root, 'libs/ty.toml': '' }).above).toEqual([
      { file: 'libs/ty.toml', value: '' },
    ]);
  });

  it('pyrefly reads the settings above whatever is imported', () => {
    const texts = {
      'services/pyrefly.toml': '#',
      'libs/b/pyproject.toml': '[project]\nname = "b"\n[tool.pyrefly]\n',
      'libs/b/x.py': '',
    };
    expect(configOf('pyrefly', texts)).toEqual({
      file: undefined,
      above: [{ file: 'services/pyrefly.toml', value: '#' }],
    });
  });
});
