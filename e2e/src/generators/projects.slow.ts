import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOnPath } from '../harness/programs.js';
import { Workspace } from '../harness/workspace.js';

const hasRust = isOnPath('cargo');

/** An Nx workspace with nothing in it, and no Python yet. */
function emptyWorkspace(): Promise<Workspace> {
  return Workspace.create({
    files: {
      'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
      'package.json': JSON.stringify({ name: 'root', private: true }),
    },
  });
}

describe('generators of projects, in an empty workspace', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await emptyWorkspace();
  });
  afterAll(() => workspace.dispose());

  async function generate(name: string, ...args: string[]) {
    const { exitCode, output } = await workspace.nx(['g', `@nx-signal/python:${name}`, ...args]);
    expect(exitCode, output).toBe(0);
    return output;
  }

  it('write nothing and lock nothing in a dry run', async () => {
    const output = await generate('service', 'api', '--dry-run');
    expect(output).toContain('CREATE services/api/pyproject.toml');
    const args = ['status', '--short', '--', ':!.nx'];
    expect((await workspace.run('git', args)).output).toBe('');
  });

  it('make a library, a service, a worker and extensions of two kinds', async () => {
    await generate('library', 'order-lines', '--publishable', '--tags=scope:shop,kind:library');
    await generate('service', 'api', '--dependsOn=order-lines');
    await generate('service', 'store', '--database=sqlalchemy', '--directory=apps/store');
    await generate('worker', 'jobs/mailer', '--dependsOn=order-lines,store');
    await generate('extension', 'codec');
    await generate('extension', 'codec-cmake', '--backend=scikit-build-core');
    await workspace.commit('generated');
    expect(workspace.read('jobs/mailer/pyproject.toml')).toContain(
      '[tool.uv.sources]\norder-lines = { workspace = true }\nstore = { workspace = true }\n',
    );
    const { output } = await workspace.nx(['show', 'project', 'order-lines', '--json']);
    expect(JSON.parse(output).tags).toEqual(['scope:shop', 'kind:library']);
  });

  it('make an extension in Rust', async ({ skip }) => {
    skip(
      !hasRust,
      'cargo is not on PATH: it writes Cargo.lock, and no registry of packages has it',
    );
    await generate('extension', 'codec-rust', '--backend=maturin');
    await workspace.commit('Rust');
  });

  it('pass their whole signal as generated, and all other tests', async () => {
    const targets = ['signal', 'confidence', 'test:contract'];
    const { exitCode, tasks, output } = await workspace.nx(['run-many', '-t', ...targets]);
    expect(exitCode, output).toBe(0);
    const projects = [
      'order-lines',
      'api',
      'store',
      'mailer',
      'codec',
      'codec-cmake',
      ...(hasRust ? ['codec-rust'] : []),
    ];
    const signal = projects.flatMap((name) =>
      ['lint', 'typecheck', 'test:unit'].map((target) => `${name}:${target}`),
    );
    const others = ['api', 'store', 'mailer'].map((name) => `${name}:test:integration`);
    const contracts = ['api', 'store'].map((name) => `${name}:test:contract`);
    expect(Object.keys(tasks).sort()).toEqual([...signal, ...others, ...contracts].sort());
  });

  it('leave a tree in which nothing is new, and all of it is cached', async () => {
    const { output } = await workspace.run('git', ['status', '--short']);
    expect(output).toBe('');
    const { tasks } = await workspace.nx(['run-many', '-t', 'signal']);
    expect(new Set(Object.values(tasks))).toEqual(new Set(['cached']));
  });

  it.each([
    ['class', 'class is a keyword of Python'],
    ['json', "json is a module of Python's standard library"],
    ['2fast', 'its module 2fast would start with a digit'],
    ['Order_Lines', 'there is already a project of that name in libs/order-lines'],
    ['fastapi', 'fastapi is a third-party package that this workspace uses'],
    ['tests', 'tools take a module tests for something else'],
  ])('refuse the name %s', async (name, reason) => {
    const { exitCode, output } = await workspace.nx(['g', '@nx-signal/python:library', name]);
    expect(exitCode).toBe(1);
    expect(output).toContain(`error [NAME_REFUSED]: "${name}" cannot be the name of a project`);
    expect(output).toContain(reason);
    const { output: status } = await workspace.run('git', ['status', '--short']);
    expect(status).toBe('');
  });

  it('add and remove dependencies, of the workspace and of others', async () => {
    const manifest = 'services/api/pyproject.toml';
    const before = workspace.read(manifest);
    workspace.write(manifest, before.replace('dependencies = [', '# Kept.\ndependencies = ['));
    await generate('add-dependency', 'api', 'libs/codec', 'rich>=14,<16');
    await generate('add-dependency', 'api', 'rich', '--group=docs');
    const added = workspace.read(manifest);
    expect(added).toContain('# Kept.\n');
    expect(added).toContain('codec = { workspace = true }');
    expect(added).toMatch(/"rich<16,>=14"|"rich>=14,<16"/);
    expect(added).toMatch(/docs = \[\s*"rich/);
    await generate('remove-dependency', 'api', 'rich', '--group=docs');
    await generate('remove-dependency', 'api', 'codec', 'rich');
    const { output } = await workspace.nx(['run-many', '-t', 'lint', 'test:unit', '-p', 'api']);
    expect(output).toContain('Successfully ran');
    expect(workspace.read(manifest)).not.toMatch(/codec|rich/);
    const { exitCode } = await workspace.run('uv', ['lock', '--check']);
    expect(exitCode).toBe(0);
    await workspace.commit('dependencies');
  });

  it('say in uv’s words what cannot be added', async () => {
    const args = ['g', '@nx-signal/python:add-dependency', 'api', 'order lines ??'];
    const { exitCode, output } = await workspace.nx(args);
    expect(exitCode).toBe(1);
    expect(output).toContain(
      'error [UV_FAILED]: The dependencies of services/api were not changed:',
    );
    const unknown = await workspace.nx(['g', '@nx-signal/python:add-dependency', 'apy', 'rich']);
    expect(unknown.output).toContain('error [PROJECT_UNKNOWN]: There is no Python project "apy".');
    expect(unknown.output).toContain('did you mean api?');
  });
});
