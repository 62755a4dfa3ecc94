/**
 * What takes too long for every change:
 *
 *     npm run test:slow                     all of it
 *     npm run test:slow -- matrix docker    e2e files whose paths contain one of these words
 */
import { join } from 'node:path';
import { build, installPackages, installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

const words = process.argv.slice(2);
const endToEnd = [
  'the rest of e2e: every checker and version, every way to ask, images with each builder',
  'npx',
  ['vitest', 'run', '--config', 'vitest.slow.config.ts', ...words],
  'e2e',
];

/** Each exits with 1 when it finds a difference. */
const proofs = [
  ['lock closures against uv export', 'node', ['tools/proof/lock/compare.mjs']],
  ["the import scanner against CPython's ast", 'node', ['tools/proof/imports/compare.mjs']],
  ['pruned locks against uv sync --frozen', 'node', ['tools/proof/docker/prune.mjs']],
  endToEnd,
  [
    'the cache server under faults',
    'npx',
    ['vitest', 'run', '--root', 'packages/cache-server', '--config', 'vitest.slow.config.ts'],
  ],
  [
    'the site of the documentation in a browser',
    'npx',
    ['vitest', 'run', '--root', 'tools', '--config', 'vitest.slow.config.mjs'],
  ],
  ['the zygote against plain pytest', 'python3', ['tools/proof/zygote/prove.py', '--no-timing']],
  [
    'the zygote against plain pytest, with shared libraries',
    'python3',
    ['tools/proof/zygote/prove.py', '--shared'],
  ],
  [
    'the zygote against plain pytest, with a hidden plugin',
    'python3',
    ['tools/proof/zygote/prove.py', '--hidden'],
  ],
];

main(() => {
  installPackages();
  installUv();
  build();
  let failed = 0;
  const chosen = words.length > 0 ? [endToEnd] : proofs;
  for (const [name, command, args, folder = '.'] of chosen) {
    console.log(`\n== ${name}`);
    const { status } = run(command, args, {
      cwd: join(repository, folder),
      show: true,
      allowFailure: true,
      env: { UV: 'uv', NX_SIGNAL_DIST: join(repository, 'packages', 'python', 'dist') },
    });
    if (status !== 0) failed += 1;
  }
  console.log(`\ntests: ${chosen.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
