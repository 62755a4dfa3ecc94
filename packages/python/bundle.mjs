// Makes what the package holds beside its Python files, schemas and templates: one folder of bundles with source
// maps, and the types of its exports. What runs for every graph, batch or task is in a few large files, since loading
// the plugin's some ninety modules takes 50 ms and its one file 15. All bundles lie two folders deep, as do the
// modules that look for files of the package beside them.
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** Loaded for every graph or hash, each in one file. None of them shares state with another. */
const alone = {
  plugin: 'plugin.ts',
  release: 'release/release.ts',
  'print-interpreter': 'environment/print-interpreter.ts',
  'print-installed': 'environment/print-installed.ts',
  'print-audit-key': 'audit/print-key.ts',
  'print-settings-above': 'tools/print-settings-above.ts',
};

/** Loaded for a batch or a task. They have so much in common that a file each would double the package. */
const executors = Object.fromEntries(
  ['check', 'run', 'docker-build', 'serve', 'build', 'bundle', 'publish'].map((name) => [
    name,
    `executors/${name}/${name}.ts`,
  ]),
);

const generators = readdirSync(new URL('src/generators', import.meta.url), {
  withFileTypes: true,
}).filter((entry) => entry.isDirectory());

/** Started by the engine and by Nx; what they have in common is in files of its own. */
const onDemand = {
  engine: 'engine/main.ts',
  'engine-pulse': 'engine/pulse-main.ts',
  'engine-worker': 'engine/worker-main.ts',
  ...Object.fromEntries(
    generators.map(({ name }) => [`generator-${name}`, `generators/${name}/generator.ts`]),
  ),
};

/** Modules with types among the package's exports, by the name of their bundle. */
const typed = {
  plugin: 'plugin',
  release: 'release/release',
  'print-settings-above': 'tools/print-settings-above',
};

const here = (path) => new URL(path, import.meta.url).pathname;
const folder = here('dist/bundle');

async function bundle(entries) {
  const input = Object.entries(entries).map(([name, file]) => [name, here(`src/${file}`)]);
  const built = await rolldown({
    input: Object.fromEntries(input),
    platform: 'node',
    // Packages are installed beside the plugin: nothing of anyone else's is in the bundles.
    external: /^[^./]/,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'es2023' },
  });
  // Comments are a fifth of the text; the sources, to which the maps lead, have them.
  const output = { entryFileNames: '[name].js', sourcemap: true, comments: false };
  await built.write({ dir: folder, format: 'esm', ...output });
}

rmSync(folder, { recursive: true, force: true });
for (const [name, file] of Object.entries(alone)) await bundle({ [name]: file });
await bundle(executors);
// All that an answer of the engine takes is in the program's own file; the rest it loads when it is asked for.
await bundle({ cli: 'cli/main.ts' });
await bundle(onDemand);
// Maps name files and lines, which is what a stack trace shows; with all sources in them they were 6 MB.
for (const name of readdirSync(folder).filter((file) => file.endsWith('.map'))) {
  const { sourcesContent, ...map } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  writeFileSync(`${folder}/${name}`, JSON.stringify(map));
}
for (const [name, module] of Object.entries(typed))
  copyFileSync(here(`dist/${module}.d.ts`), `${folder}/${name}.d.ts`);

// The guides of a release go with it: what AGENTS.md points to never says something of another version.
rmSync(here('docs'), { recursive: true, force: true });
for (const part of ['guides', 'reference', 'benchmarks.md']) {
  cpSync(here(`../../docs/${part}`), here(`docs/${part}`), {
    recursive: true,
    // Pictures are for the web.
    filter: (file) => !/\.(?:png|jpg|svg|gif)$/.test(file),
  });
}
