// Puts what Nx loads for every graph and for every batch or task into one file each: to load the plugin's some
// ninety modules took 50 ms, and its one file takes 15. The files stand two folders deep, as do the modules that
// look for files beside them.
import { cpSync, rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** Modules that Nx loads, by the name of their file. None of them shares state with another. */
const entries = {
  plugin: 'plugin.js',
  check: 'executors/check/check.js',
  run: 'executors/run/run.js',
  'docker-build': 'executors/docker-build/docker-build.js',
  serve: 'executors/serve/serve.js',
  build: 'executors/build/build.js',
  bundle: 'executors/bundle/bundle.js',
  publish: 'executors/publish/publish.js',
  release: 'release/release.js',
};

const dist = new URL('dist/', import.meta.url);
const folder = new URL('bundle', dist);
rmSync(folder, { recursive: true, force: true });
for (const [name, entry] of Object.entries(entries)) {
  const bundle = await rolldown({
    input: new URL(entry, dist).pathname,
    platform: 'node',
    // Packages are installed beside the plugin.
    external: /^[^./]/,
  });
  await bundle.write({ dir: folder.pathname, format: 'esm', entryFileNames: `${name}.js` });
}

// The program: all that an answer of the engine takes in one file, everything else where it is.
const elsewhere = {
  name: 'elsewhere',
  resolveDynamicImport: (specifier, importer) =>
    typeof specifier === 'string' && specifier.startsWith('.')
      ? { id: new URL(specifier, `file://${importer}`).pathname, external: true }
      : null,
};
const program = await rolldown({
  input: new URL('cli/main.js', dist).pathname,
  platform: 'node',
  external: /^[^./]/,
  plugins: [elsewhere],
});
await program.write({ file: new URL('cli/nx-signal.js', dist).pathname, format: 'esm' });

// The guides of a release go with it: what AGENTS.md points to never says something of another version.
const docs = new URL('docs', import.meta.url);
rmSync(docs, { recursive: true, force: true });
for (const part of ['guides', 'reference', 'benchmarks.md']) {
  cpSync(new URL(`../../docs/${part}`, import.meta.url), new URL(`docs/${part}`, import.meta.url), {
    recursive: true,
    // Pictures are for the web.
    filter: (file) => !/\.(?:png|jpg|svg|gif)$/.test(file),
  });
}
