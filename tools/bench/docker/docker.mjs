/**
 * Measures image builds: the pruned context beside a plain one of the whole repository, on BuildKit daemons
 * of their own. Not a test: nothing fails because it is slow.
 *
 *     node tools/bench/docker/docker.mjs [--runs 3] [--docs]
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installBuilders } from '../../setup/builders.mjs';
import { build, installPackages } from '../../setup/prepare.mjs';
import { main, repository, run } from '../../setup/run.mjs';
import { summarize } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns, formatRatio, formatSpread, markdownRows } from '../report/table.mjs';
import { pushBaseImages, startBuilder, startRegistry } from './servers.mjs';
import { ShopWorkspace } from './workspace.mjs';

const [begin, end] = ['<!-- images: begin -->', '<!-- images: end -->'];
let revision = 0;

/**
 * What happens before a build. `fresh` takes a new builder for this and what follows, `import` one for this alone;
 * layers go to a registry with `export` and come from there with `import`.
 */
const scenarios = [
  { title: 'cold, exporting its layers', fresh: true, export: true },
  { title: 'nothing changed', change: () => {} },
  { title: 'fresh builder, layers from the registry', import: true },
  {
    title: 'one line of the api edited',
    change: (shop) => shop.append('services/api/src/api/health.py', `# ${revision}\n`),
  },
  {
    title: 'one line of another project edited',
    change: (shop) => shop.append('libs/other1/src/other1/module1.py', `# ${revision}\n`),
  },
  {
    title: 'another project locks one package more or less',
    change: (shop) => {
      const added = shop.toggle(
        'libs/other2/pyproject.toml',
        'dependencies = []',
        'dependencies = ["six"]',
      );
      // What was there before would be found in the layers.
      if (!added) shop.append('libs/other2/src/other2/module1.py', `# ${revision}\n`);
      shop.lock();
    },
  },
];

function timed(work) {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

const cacheRef = (registry, id) => `${registry}/cache/${id}`;

/** `buildctl build` of a folder, as both contexts get it. */
function buildFolder(contender, { context, dockerfile, registry, args, scenario }) {
  const { id, builder } = contender;
  const ref = cacheRef(registry, id);
  const exported = `type=registry,ref=${ref},mode=max,image-manifest=true,oci-mediatypes=true`;
  return timed(() =>
    builder.buildctl([
      'build',
      '--frontend=dockerfile.v0',
      ...['--local', `context=${context}`, '--local', `dockerfile=${dockerfile}`],
      ...Object.entries(args).flatMap(([key, value]) => ['--opt', `build-arg:${key}=${value}`]),
      ...['--opt', 'force-network-mode=host', '--allow', 'network.host'],
      ...['--output', `type=image,name=${registry}/shop/${id},push=true`],
      ...(scenario.export ? ['--export-cache', exported] : []),
      ...(scenario.import ? ['--import-cache', `type=registry,ref=${ref}`] : []),
    ]),
  );
}

/** The context that the executor has made last. */
function prunedFolder(shop) {
  const metadata = join(shop.root, 'dist/reports/api/docker-build/image.json');
  const { contextHash } = JSON.parse(readFileSync(metadata, 'utf8'));
  return join(shop.root, '.nx/workspace-data/nx-signal/docker/api/Dockerfile', contextHash);
}

function runNx(contender, shop, { registry, scenario }) {
  const layers =
    scenario.export || scenario.import ? `registry:${cacheRef(registry, contender.id)}` : 'none';
  const cli = join(repository, 'node_modules/nx/dist/bin/nx.js');
  const args = [cli, 'run', 'api:docker-build', '--excludeTaskDependencies', '--skipNxCache'];
  const env = {
    ...contender.builder.env,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NX_SIGNAL_BUILDER: 'buildctl',
    NX_SIGNAL_LAYER_CACHE: layers,
  };
  return timed(() => run(process.execPath, args, { cwd: shop.root, env }));
}

const contenders = [
  {
    id: 'nx',
    title: 'pruned, all of `nx run api:docker-build`',
    build: (self, shop, options) => runNx(self, shop, options),
  },
  {
    id: 'pruned',
    title: 'pruned, the builder alone',
    build: (self, shop, options) =>
      buildFolder(self, {
        ...options,
        context: prunedFolder(shop),
        dockerfile: join(shop.root, 'services/api'),
      }),
  },
  {
    id: 'plain',
    title: 'whole repository, the builder alone',
    build: (self, shop, options) =>
      buildFolder(self, { ...options, context: shop.root, dockerfile: join(shop.root, 'plain') }),
  },
];

async function measure(shop, registry, args, runs, log) {
  const times = new Map(scenarios.map((scenario) => [scenario, new Map()]));
  for (let round = 1; round <= runs; round++) {
    for (const scenario of scenarios) {
      revision++;
      scenario.change?.(shop);
      for (const contender of contenders) {
        if (scenario.fresh) {
          await contender.builder?.stop();
          contender.builder = await startBuilder(registry.host);
        }
        const other = scenario.import ? await startBuilder(registry.host) : undefined;
        const self = other ? { ...contender, builder: other } : contender;
        const seconds = self.build(self, shop, { registry: registry.host, args, scenario });
        await other?.stop();
        const known = times.get(scenario).get(contender) ?? [];
        times.get(scenario).set(contender, [...known, seconds]);
        log(`  ${round}/${runs} ${scenario.title}, ${contender.id}: ${seconds.toFixed(2)} s`);
      }
    }
  }
  return times;
}

function table(times) {
  const [cold] = scenarios;
  const summary = (scenario, contender) => summarize(times.get(scenario).get(contender));
  return [
    ['', ...contenders.map(({ title }) => title), 'of the plain one', 'of cold'],
    ...scenarios.map((scenario) => {
      const [, pruned, plain] = contenders.map((contender) => summary(scenario, contender));
      return [
        scenario.title,
        ...contenders.map((contender) => formatSpread(summary(scenario, contender))),
        formatRatio(pruned.median / plain.median),
        formatRatio(pruned.median / summary(cold, contenders[1]).median),
      ];
    }),
  ];
}

function sizeOf(folder, ignored = () => false) {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (ignored(path)) continue;
    if (entry.isDirectory()) {
      const inner = sizeOf(path, ignored);
      files += inner.files;
      bytes += inner.bytes;
    } else if (entry.isFile()) {
      files += 1;
      bytes += statSync(path).size;
    }
  }
  return { files, bytes };
}

function contextSizes(shop) {
  const hidden = (path) => /\/(\..*|node_modules|tests|dist)$/.test(path);
  const sizes = { pruned: sizeOf(prunedFolder(shop)), plain: sizeOf(shop.root, hidden) };
  const text = ({ files, bytes }) => `${files} files, ${(bytes / 1e6).toFixed(1)} MB`;
  return `Contexts: pruned ${text(sizes.pruned)}; whole repository ${text(sizes.plain)}.`;
}

function writePage(text) {
  const file = join(repository, 'docs', 'benchmarks.md');
  const page = readFileSync(file, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`);
}

function intro(runs, sizes) {
  const { date, commit, platform, cores, memoryGigabytes, load } = describeMachine();
  return [
    `Measured on ${date} at commit ${commit}: ${platform}, ${cores} cores, ${memoryGigabytes} GB, load ${load}`,
    `at the start; ${runs} rounds, medians with minimum and maximum. BuildKit 0.34. ${sizes}`,
  ].join('\n');
}

main(async () => {
  const at = process.argv.indexOf('--runs');
  const runs = at > 0 ? Number(process.argv[at + 1]) : 3;
  installPackages();
  installBuilders({ buildkit: true });
  build();
  const registry = await startRegistry();
  const args = {};
  const image = {
    network: 'host',
    push: true,
    buildArgs: args,
    tags: [`${registry.host}/shop/nx`],
  };
  let shop;
  try {
    const first = await startBuilder(registry.host);
    Object.assign(args, pushBaseImages(first, registry.host));
    await first.stop();
    const plugin = { plugin: '@nx-signal/python', options: { targets: { 'docker-build': image } } };
    shop = new ShopWorkspace({ analytics: false, plugins: [plugin] });
    const times = await measure(shop, registry, args, runs, (text) => console.error(text));
    const cells = table(times);
    console.log(`\n${alignColumns(cells)}`);
    const sizes = contextSizes(shop);
    if (process.argv.includes('--docs'))
      writePage(`${intro(runs, sizes)}\n\n${markdownRows(cells)}`);
  } finally {
    for (const { builder } of contenders) await builder?.stop();
    await registry.stop();
    if (shop) rmSync(shop.root, { recursive: true, force: true, maxRetries: 3 });
  }
});
