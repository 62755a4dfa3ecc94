import { describe, expect, it } from 'vitest';
import { factsOf, graphOf, nodesOf, type Texts, targetsOf } from '../testing/workspace.js';

const owner = '[project]\nname = "a"\n';

function withArguments(kind: string, args: readonly string[], texts: Texts = {}): Texts {
  const options = `[tool.nx-signal.targets."${kind}"]\nargs = ${JSON.stringify(args)}\n`;
  return {
    'libs/a/pyproject.toml': `${owner}${options}`,
    'libs/a/src/a/x.py': '',
    'libs/a/tests/test_x.py': '',
    'mypy.ini': '',
    'tools/x.py': '',
    ...texts,
  };
}

const patternsOf = (kind: string, args: readonly string[], texts: Texts = {}) =>
  Object.values(factsOf(withArguments(kind, args, texts), 'libs/a').argumentReads)[0]?.patterns;

const all = (path: string) => [path, `${path}/**/*`];

describe('what arguments name is read', () => {
  const rows: [kind: string, args: string[], texts: Texts, patterns: string[]][] = [
    ['lint', ['--config', 'ruff-strict.toml'], {}, all('ruff-strict.toml')],
    [
      'lint',
      ['--config', 'strict.toml'],
      { 'strict.toml': 'extend = "conf/base.toml"', 'conf/base.toml': 'extend = "more.toml"' },
      [...all('strict.toml'), 'conf/base.toml', 'conf/more.toml'],
    ],
    ['lint', ['tools'], {}, all('tools')],
    ['lint', ['.'], {}, ['**/*']],
    ['lint', ['libs/a'], {}, []],
    ['typecheck', ['--config-file', 'conf/mypy.ini'], {}, all('conf/mypy.ini')],
    [
      'typecheck',
      ['--config-file=conf.ini'],
      { 'conf.ini': '[mypy]\nmypy_path = stubs\n' },
      [...all('conf.ini'), ...all('stubs')],
    ],
    ['typecheck', ['--config-file=conf.ini'], { 'libs/mypy.ini': '' }, all('libs/conf.ini')],
    ['test:unit', ['-c', '../../strict.ini'], {}, all('strict.ini')],
    ['test:unit', ['-x', '--maxfail=2'], {}, []],
    [
      'test:unit',
      ['@../m.cfg'],
      { 'libs/m.cfg': '-c../../x.ini\n' },
      [...all('libs/m.cfg'), ...all('x.ini')],
    ],
    ['lint', ['--config=[x].toml'], {}, all('?x?.toml')],
    ['test:unit', ['-p', 'tools.x'], {}, [...all('tools'), ...all('tools.py')]],
    ['test:unit', ['-pxdist', '-p', 'no:randomly'], {}, []],
  ];
  it.each(rows)('%s %j %j', (kind, args, texts, patterns) => {
    expect(patternsOf(kind, args, texts)).toEqual(patterns);
  });

  it('of a root that is around the project, its settings alone', () => {
    const patterns = patternsOf('test:unit', ['--rootdir=../..']);
    expect(patterns).toContain('pytest.ini');
    expect(patterns).not.toContain('**/*');
  });

  it('is an input of that target', () => {
    const targets = targetsOf(withArguments('lint', ['--config=strict.toml']), 'libs/a');
    expect(targets['lint']?.inputs).toContain('{workspaceRoot}/strict.toml');
    expect(targets['typecheck']?.inputs).not.toContain('{workspaceRoot}/strict.toml');
  });
});

describe('what no hash can hold is refused', () => {
  const message =
    /^error \[ARGUMENT_UNHASHED\]: `args` names (\S+), which is outside the workspace/;

  it.each([
    ['lint', '../ruff.toml'],
    ['typecheck', '/etc/mypy.ini'],
    ['test:unit', '../../../pytest.ini'],
  ])('%s: %s', (kind, path) => {
    const texts = withArguments(kind, [`--config-file=${path}`]);
    const targets = targetsOf(texts, 'libs/a');
    const { options, cache, metadata } = targets[kind] ?? {};
    expect({ kind: options?.kind, cache }).toEqual({ kind: 'broken', cache: false });
    expect(metadata?.description).toMatch(message);
    expect(metadata?.description).toContain('\n  at libs/a/pyproject.toml:');
    const others = Object.entries(targets).filter(([name]) => name !== kind);
    for (const [, target] of others) expect(target.options?.kind).not.toBe('broken');
  });

  it('also by a file that arguments name', () => {
    const more = { 'strict.toml': 'extend = "~/ruff.toml"' };
    const targets = targetsOf(withArguments('lint', ['--config=strict.toml'], more), 'libs/a');
    expect(targets['lint']?.metadata?.description).toMatch(message);
  });

  it('options of the workspace are named in nx.json', () => {
    const texts = { 'libs/a/pyproject.toml': owner, 'libs/a/x.py': '' };
    const options = { targets: { lint: { args: ['--config', '~/ruff.toml'] } } };
    const { description } = targetsOf(texts, 'libs/a', options)['lint']?.metadata ?? {};
    expect(description).toContain('at nx.json (plugins.options.targets.lint.args)');
  });

  const outside = 'error [SETTINGS_OUTSIDE]: libs/a/';
  it.each([
    ['libs/a/ruff.toml', 'extend = "/etc/ruff.toml"', 'lint'],
    ['libs/a/tests/ruff.toml', 'extend = "~/ruff.toml"', 'lint'],
    ['libs/a/ruff.toml', 'extend = "$HOME/ruff.toml"', 'lint'],
    ['libs/a/ruff.toml', 'extend = "../../../ruff.toml"', 'lint'],
    [
      'libs/a/pyrightconfig.json',
      '{ "extends": ["../../x.json", "../../../y.json"] }',
      'typecheck',
    ],
  ])('settings that extend what is outside: %s %s', (file, text, kind) => {
    const texts = { 'libs/a/pyproject.toml': owner, 'libs/a/x.py': '', [file]: text };
    expect(targetsOf(texts, 'libs/a')[kind]?.metadata?.description).toContain(outside);
  });

  it('so is what git or Nx ignore', () => {
    const graph = graphOf(withArguments('lint', ['--config=dist/ruff.toml']));
    const ignoredArguments = new Set(['dist/ruff.toml']);
    const lint = nodesOf({ ...graph, ignoredArguments }).projects['libs/a']?.targets?.['lint'];
    expect(lint?.metadata?.description).toContain('which git or Nx ignore');
    expect(nodesOf(graph).projects['libs/a']?.targets?.['lint']?.cache).toBe(true);
  });
});
