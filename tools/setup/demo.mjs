import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, installPackages, installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

const shop = join(repository, 'examples', 'shop');
const leftOut =
  /(^|\/)(\.venv|\.nx|node_modules|__pycache__|\.mypy_cache|\.ruff_cache|\.pytest_cache|\.hypothesis|dist)(\/|$)|\.so$/;

/** Clones the example into a folder of its own, with the plugin installed from its packed tarball. */
function makeWorkspace(folder) {
  const { stdout } = run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: join(repository, 'packages', 'python'),
  });
  const workspace = join(folder, 'shop');
  cpSync(shop, workspace, {
    recursive: true,
    filter: (path) => !leftOut.test(path.slice(shop.length)),
  });
  const git = (...args) =>
    run('git', ['-c', 'user.name=demo', '-c', 'user.email=demo@example.test', ...args], {
      cwd: workspace,
    });
  git('init', '--quiet', '--initial-branch=main');
  // The base of `affected` is an empty commit, so that the first run covers everything.
  git('commit', '--quiet', '--allow-empty', '--message', 'Start');
  git('tag', 'start');
  console.log('Installing Nx and the packed plugin into a clone of examples/shop …');
  const tarball = join(folder, stdout.trim().split('\n').at(-1));
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--no-save',
      tarball,
      'nx',
      '@nx/devkit',
    ],
    { cwd: workspace },
  );
  console.log('Making the Python environment …');
  run('uv', ['sync', '--frozen', '--all-packages', '--quiet'], { cwd: workspace });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Shop');
  return { workspace, git };
}

/** Runs `nx affected -t signal` and counts what it did. */
function signal(workspace, base) {
  const command = ['nx', 'affected', '-t', 'signal', `--base=${base}`];
  console.log(`\n$ npx ${command.join(' ')}`);
  const started = performance.now();
  const { stdout, status } = spawnSync('npx', command, {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      ...process.env,
      NX_TUI: 'false',
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      CI: '',
      NX_CACHE_DIRECTORY: join(workspace, '.nx', 'cache'),
    },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const done = stdout.split('\n').filter((line) => /^[✔✖]/.test(line));
  const cached = done.filter((line) => /cache/.test(line));
  for (const line of done) console.log(line);
  if (status !== 0) throw new Error(`The signal is red:\n${stdout}`);
  const ran = done
    .filter((line) => !cached.includes(line))
    .map((line) => /nx run ([^: ]+):/.exec(line)?.[1]);
  return { ran: ran.length, cached: cached.length, projects: [...new Set(ran)].sort(), seconds };
}

function prependLine(file, line) {
  writeFileSync(file, `${line}\n${readFileSync(file, 'utf8')}`);
}

function printTable(rows) {
  const cells = [
    ['', 'ran', 'from cache', 'seconds', 'projects that ran'],
    ...rows.map(([name, { ran, cached, seconds, projects }]) => [
      name,
      String(ran),
      String(cached),
      seconds,
      projects.join(' ') || '-',
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  console.log('');
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('   ')
        .trimEnd(),
    );
}

main(() => {
  installPackages();
  installUv();
  build();
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-demo-'));
  let workspace;
  try {
    const made = makeWorkspace(folder);
    workspace = made.workspace;
    const cold = signal(workspace, 'start');
    const again = signal(workspace, 'start');
    prependLine(
      join(workspace, 'libs', 'pricing', 'src', 'pricing', 'quote.py'),
      '# One line more.',
    );
    const edited = signal(workspace, 'HEAD');
    printTable([
      ['cold', cold],
      ['again, nothing changed', again],
      ['one line edited in libs/pricing', edited],
    ]);
  } finally {
    if (workspace)
      spawnSync('npx', ['nx', 'daemon', '--stop'], { cwd: workspace, stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
