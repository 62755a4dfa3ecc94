import leven from 'leven';

/** The known key that `key` was most likely meant to be, or undefined when none is near. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const simple = (text: string) => text.toLowerCase().replace(/[-_:]/g, '');
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = leven(simple(key), simple(name));
    if (!best || distance < best.distance) best = { name, distance };
  }
  return best && best.distance <= Math.max(2, key.length / 3) ? best.name : undefined;
}
