import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { parsePyproject } from '../toml/pyproject.js';
import { findUnseenModules } from './find-ignored-modules.js';
import { generatedModules } from './generated-modules.js';

const files = {
  '.gitignore': '*_pb2.py\nmade/\n.venv/\nown-env/\ndata/\nbuild/\n__pycache__/\n*.log\n',
  'libs/a/src/a/__init__.py': '',
  'libs/a/src/a/x_pb2.py': '',
  'libs/a/src/a/x.log': '',
  'libs/a/src/a/made/deep/y.pyi': '',
  'libs/a/src/a/__pycache__/x.py': '',
  'libs/a/data/table.csv': '',
  'libs/a/build/lib/a.py': '',
  'libs/a/.venv/lib/z.py': '',
  'libs/a/own-env/pyvenv.cfg': '',
  'libs/a/own-env/lib/z.py': '',
  'root_pb2.py': '',
};

it('finds modules that git ignores, but none of tools, environments and builds', async () => {
  const root = temporaryFolder(files);
  expect((await findUnseenModules(root)).ignored).toEqual([]);
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const { ignored } = await findUnseenModules(root);
  expect(ignored).toEqual(['libs/a/src/a/made/', 'libs/a/src/a/x_pb2.py', 'root_pb2.py']);
});

it('finds modules that git tracks although it ignores them', async () => {
  const root = temporaryFolder(files);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '--quiet');
  git('add', '.');
  expect((await findUnseenModules(root)).hidden).toEqual([]);
  git('add', '--force', 'libs/a/build/lib/a.py', 'libs/a/src/a/x_pb2.py', 'libs/a/src/a/x.log');
  expect((await findUnseenModules(root)).hidden).toEqual([
    'libs/a/build/lib/a.py',
    'libs/a/src/a/x_pb2.py',
  ]);
});

it('counts them to the nearest project, without what its build makes', () => {
  const project = (directory: string, more = '') => ({
    directory,
    pyproject: parsePyproject(`${directory}/pyproject.toml`, `[project]\nname = "x"\n${more}`),
  });
  const ignored = ['libs/a/src/a/made/', 'libs/a/src/a/version.py', 'libs/b/x.py', 'y.py'];
  const version = '[tool.setuptools_scm]\nversion_file = "src/a/version.py"\n';
  const scripted = '[build-system]\nbuild-backend = "other"\nrequires = []\n';
  const projects = [project('libs/a', version), project('libs/b', scripted)];
  expect(generatedModules(ignored, ['libs/b/build/y.py'], projects, '/nowhere')).toEqual(
    new Map([
      ['libs/a', ['src/a/made/']],
      ['libs/b', ['build/y.py']],
    ]),
  );
});
