import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorkspace, prependLine } from './demo-workspace.mjs';
import { build, installPackages, installUv } from './prepare.mjs';
import { main } from './run.mjs';

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
