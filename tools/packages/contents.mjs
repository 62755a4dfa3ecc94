/**
 * What each package may hold: patterns of paths, and how many files of each there may be. What a pattern does not
 * name is not published; what a pattern names must be there.
 *
 * @typedef {{ pattern: RegExp, most: number }} Allowed
 */

const always = [
  { pattern: /^package\.json$/, most: 1 },
  { pattern: /^README\.md$/, most: 1 },
  { pattern: /^LICENSE$/, most: 1 },
  { pattern: /^CHANGELOG\.md$/, most: 1 },
];

/** By the package's folder. @type {Record<string, Allowed[]>} */
export const contents = {
  python: [
    ...always,
    { pattern: /^dist\/bundle\/[\w-]+\.js$/, most: 170 },
    { pattern: /^dist\/bundle\/[\w-]+\.js\.map$/, most: 170 },
    { pattern: /^dist\/bundle\/(?:plugin|print-settings-above|release)\.d\.ts$/, most: 3 },
    { pattern: /^docs\/(?:guides|reference)\/[\w-]+\.md$/, most: 50 },
    { pattern: /^docs\/benchmarks\.md$/, most: 1 },
    { pattern: /^python\/(?:[\w-]+\/)*\w+\.py$/, most: 60 },
    { pattern: /^bin\/nx-signal-now\.js$/, most: 1 },
    { pattern: /^python\/nx_signal_now\.sh$/, most: 1 },
    { pattern: /^python\/no-settings\/(?:pytest\.ini|ty\.toml)$/, most: 2 },
    { pattern: /^src\/(?:report|executors\/[\w-]+|generators\/[\w-]+)\/schema\.json$/, most: 30 },
    { pattern: /^src\/generators\/[\w-]+\/files(?:-[\w-]+)?\/.+$/, most: 60 },
    { pattern: /^(?:executors|generators)\.json$/, most: 2 },
  ],
  'cache-server': [
    ...always,
    { pattern: /^dist\/main\.cjs$/, most: 1 },
    { pattern: /^dist\/(?:[\w-]+\/)*[\w-]+\.js$/, most: 250 },
    { pattern: /^page\/(?:icon\.svg|index\.html|page\.css|page\.js)$/, most: 4 },
    { pattern: /^deploy\/(?:Dockerfile|compose\.yaml|nx-signal-cache\.service)$/, most: 3 },
    { pattern: /^deploy\/kubernetes\/.+\.(?:yaml|json)$/, most: 12 },
  ],
  'create-nx-signal': [
    ...always,
    { pattern: /^dist\/[\w-]+\.js$/, most: 20 },
    { pattern: /^choices\.json$/, most: 1 },
  ],
};
