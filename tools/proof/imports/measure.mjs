/**
 * Scans all sources several times and gives the speed in MB/s on one core; sources are in memory.
 *
 * @param {Buffer[]} sources
 * @param {(source: Buffer) => unknown} scan
 */
export function measure(sources, scan, passes = 9) {
  const bytes = sources.reduce((sum, source) => sum + source.length, 0);
  const speeds = Array.from({ length: passes }, () => {
    const start = performance.now();
    for (const source of sources) scan(source);
    return bytes / 1e6 / ((performance.now() - start) / 1000);
  }).sort((a, b) => a - b);
  return { bytes, median: speeds[Math.floor(passes / 2)], fastest: speeds.at(-1) };
}
