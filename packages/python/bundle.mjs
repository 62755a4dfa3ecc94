// Puts the plugin's own modules, which Nx loads for every graph, into one file: loading some ninety took
// 50 ms, and this takes 15. It stands two folders deep, as the modules do that look for files beside them.
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: new URL('dist/plugin.js', import.meta.url).pathname,
  platform: 'node',
  // Packages are installed beside the plugin.
  external: /^[^./]/,
});
await bundle.write({
  dir: new URL('dist/bundle', import.meta.url).pathname,
  format: 'esm',
  entryFileNames: 'plugin.js',
  cleanDir: true,
});
