import { lstatSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { PythonProject } from '../harness/python-workspace.js';
import type { Asker } from './asker.js';

/** Three projects in a row; a test of the last goes by a variable. */
export const projects: Record<string, PythonProject> = {
  models: {
    files: { 'src/models/sizes.py': 'def double(size: int) -> int:\n    return 2 * size\n' },
  },
  shop: {
    dependencies: ['models'],
    files: {
      'src/shop/prices.py':
        'from models.sizes import double\n\n\ndef price(size: int) -> int:\n    return double(size)\n',
      'tests/unit/test_prices.py':
        'from shop.prices import price\n\n\ndef test_price() -> None:\n    assert price(2) == 4\n',
    },
  },
  api: {
    dependencies: ['shop'],
    files: {
      'tests/unit/test_colour.py':
        'import os\n\n\ndef test_colour() -> None:\n    assert os.environ.get("COLOUR", "blue") == "blue"\n',
    },
  },
};

/** Declares the variable. */
export const options = { targets: { 'test:unit': { env: ['COLOUR'] } } };

/** Something that happens between two questions. */
export interface Change {
  name: string;
  /** @returns variables of whoever asks from then on, where they change */
  make(asker: Asker): Promise<Record<string, string> | undefined> | undefined;
}

const sizes = 'libs/models/src/models/sizes.py';
const prices = 'libs/shop/src/shop/prices.py';

/** Replaces one text by the other, whichever is there. */
function toggle({ workspace }: Asker, file: string, one: string, other: string): void {
  const text = workspace.read(file);
  const next = text.includes(one) ? text.replace(one, other) : text.replace(other, one);
  workspace.write(file, next);
}

function edit(name: string, file: string, one: string, other: string): Change {
  return {
    name,
    make(asker) {
      toggle(asker, file, one, other);
      return undefined;
    },
  };
}

function addOrRemove({ workspace }: Asker, file: string, text: string): void {
  if (workspace.has(file)) workspace.remove(file);
  else workspace.write(file, text);
}

/** Writes a file anew with the very time that it had. */
async function editWithSameTime(asker: Asker): Promise<void> {
  const path = join(asker.workspace.root, sizes);
  const { mtimeNs } = statSync(path, { bigint: true });
  toggle(asker, sizes, '2 * size', '3 * size');
  const code = `import os, sys; os.utime(sys.argv[1], ns=(${mtimeNs}, ${mtimeNs}))`;
  await execa('python3', ['-c', code, path]);
}

async function kill(asker: Asker): Promise<void> {
  const last = asker.log.findLast((line) => /listens/.test(line));
  try {
    process.kill(Number(last?.split(' ')[1]), 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function switchBranch({ workspace }: Asker): Promise<void> {
  await workspace.commit('as it is');
  const branches = await workspace.run('git', ['branch', '--format', '%(refname:short)']);
  const isNew = !branches.output.split('\n').includes('other');
  if (isNew) await workspace.git('branch', 'other', 'HEAD');
  const current = (await workspace.run('git', ['branch', '--show-current'])).output.trim();
  await workspace.git('checkout', '--quiet', current === 'other' ? 'main' : 'other');
}

/** All that may happen. */
export const changes: readonly Change[] = [
  edit('a function that others use breaks or is fixed', sizes, '2 * size', '3 * size'),
  edit('a type breaks or is fixed', prices, 'def price(size: int)', 'def price(size: str)'),
  edit('lint breaks or is fixed', prices, '\n\n\ndef price', '\nimport os\n\n\ndef price'),
  edit(
    'an import of a sibling goes or comes',
    prices,
    'from models.sizes import double',
    'double = abs',
  ),
  edit('settings of ruff change', 'pyproject.toml', 'line-length = 100', 'line-length = 20'),
  edit('settings of mypy change', 'pyproject.toml', 'strict = true', 'strict = false'),
  {
    name: 'the same time and size for other bytes',
    make: async (asker) => {
      await editWithSameTime(asker);
      return undefined;
    },
  },
  {
    name: 'an edit from the future',
    make(asker) {
      toggle(asker, sizes, '2 * size', '3 * size');
      const then = Date.now() / 1000 + 86_400;
      utimesSync(join(asker.workspace.root, sizes), then, then);
      return undefined;
    },
  },
  {
    name: 'an edit from the past',
    make(asker) {
      toggle(asker, prices, 'return double(size)', 'return double( size)');
      utimesSync(join(asker.workspace.root, prices), 1e9, 1e9);
      return undefined;
    },
  },
  {
    name: 'a module comes or goes',
    make(asker) {
      addOrRemove(
        asker,
        'libs/api/src/api/extra.py',
        'from shop.prices import price\n\nprice("a")\n',
      );
      return undefined;
    },
  },
  {
    name: 'a test comes or goes',
    make(asker) {
      addOrRemove(
        asker,
        'libs/models/tests/unit/test_more.py',
        'def test_more() -> None:\n    assert not 1\n',
      );
      return undefined;
    },
  },
  {
    name: 'a project’s own settings come or go',
    make(asker) {
      addOrRemove(asker, 'libs/shop/ruff.toml', 'line-length = 10\n');
      return undefined;
    },
  },
  {
    name: 'git ignores a test, or no more',
    make(asker) {
      toggle(asker, '.gitignore', 'dist\n', 'dist\ntest_prices.py\n');
      return undefined;
    },
  },
  {
    name: 'a rule of the repository alone ignores a test, or no more',
    make(asker) {
      addOrRemove(asker, '.git/info/exclude', 'test_prices.py\n');
      return undefined;
    },
  },
  {
    name: 'an empty folder comes, or a test in it, or it goes',
    make({ workspace }) {
      const folder = 'libs/shop/tests/unit/later';
      const file = `${folder}/test_later.py`;
      if (workspace.has(file)) workspace.remove(folder);
      else if (workspace.has(folder))
        workspace.write(file, 'def test_later() -> None:\n    assert 0\n');
      else mkdirSync(join(workspace.root, folder));
      return undefined;
    },
  },
  {
    name: 'a link takes the place of a module, or the other way round',
    make: async ({ workspace }) => {
      const path = join(workspace.root, prices);
      const kept = 'dist/prices.py';
      const isLink = lstatSync(path).isSymbolicLink();
      // Of another branch, what it leads to may be gone.
      const text = workspace.has(isLink ? kept : prices) ? workspace.read(prices) : 'price = abs\n';
      rmSync(path);
      if (isLink) workspace.write(prices, text);
      else {
        workspace.write(kept, text);
        symlinkSync(join(workspace.root, kept), path);
      }
      return undefined;
    },
  },
  {
    name: 'git tracks what it ignores, or no more',
    make: async ({ workspace }) => {
      const file = 'libs/shop/src/shop/made.py';
      if (!workspace.has(file)) workspace.write(file, 'price: int = 1\n');
      const { output } = await workspace.run('git', ['ls-files', file]);
      await workspace.git(
        ...(output.trim() ? ['rm', '-q', '--cached', file] : ['add', '-f', file]),
      );
      return undefined;
    },
  },
  {
    name: 'a .env file comes or goes',
    make(asker) {
      addOrRemove(asker, '.env', 'COLOUR=red\n');
      return undefined;
    },
  },
  {
    name: 'a .env file of a project comes or goes',
    make(asker) {
      addOrRemove(asker, 'libs/api/.env', 'COLOUR=green\n');
      return undefined;
    },
  },
  { name: 'a variable of whoever asks', make: async () => ({ COLOUR: 'red' }) },
  { name: 'a variable of whoever asks is as before', make: async () => ({}) },
  { name: 'a shell in another folder asks', make: async () => ({ OLDPWD: '/', SHLVL: '7' }) },
  {
    name: 'a .env file takes a variable of the shell, or no more',
    make(asker) {
      addOrRemove(asker, '.env', 'COLOUR=$SHLVL\n');
      return undefined;
    },
  },
  { name: 'a variable of Nx', make: async () => ({ NX_PARALLEL: '1' }) },
  {
    name: 'nx.json changes',
    make(asker) {
      toggle(asker, 'nx.json', '"analytics":false', '"analytics": false');
      return undefined;
    },
  },
  {
    name: 'the environment is gone',
    make(asker) {
      asker.workspace.remove('.venv');
      return undefined;
    },
  },
  {
    name: 'a package of the environment is gone',
    make: async ({ workspace }) => {
      await workspace.run('uv', ['pip', 'uninstall', '--quiet', 'models']);
      return undefined;
    },
  },
  {
    name: 'another branch',
    make: async (asker) => {
      await switchBranch(asker);
      return undefined;
    },
  },
  {
    name: 'Nx is reset',
    make: async ({ workspace }) => {
      await workspace.nx(['reset']);
      return undefined;
    },
  },
  {
    name: 'the engine is killed',
    make: async (asker) => {
      await kill(asker);
      return undefined;
    },
  },
  { name: 'nothing', make: () => undefined },
  {
    name: 'a report is gone',
    make(asker) {
      asker.workspace.remove('dist/reports');
      return undefined;
    },
  },
  {
    name: 'ten thousand files come or go',
    make({ workspace }) {
      const folder = 'libs/shop/data';
      if (workspace.has(folder)) workspace.remove(folder);
      else
        for (let count = 0; count < 10_000; count += 1)
          workspace.write(`${folder}/${count}.txt`, '');
      return undefined;
    },
  },
  {
    name: 'a module that git ignores comes or goes',
    make(asker) {
      toggle(asker, '.gitignore', 'dist\n', 'dist\nmade.py\n');
      addOrRemove(asker, 'libs/shop/src/shop/made.py', 'price: int = "none"\n');
      return undefined;
    },
  },
];
