/** PyPI, by the hosts of its index and of its files. */
const pypi = new Set(['pypi.org', 'pypi.python.org', 'files.pythonhosted.org']);

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** Without what decides nothing: `https://x/simple/` is `https://x/simple`. */
const folderOf = ({ pathname }: URL) => `${pathname.replace(/\/+$/, '')}/`;

/**
 * Whether names of packages from an index may be sent to a service: it is PyPI, or one of those that options name.
 *
 * @param address - of the index, or of a file from it
 */
export function isPublic(address: string, publicIndexes: readonly string[]): boolean {
  const url = parse(address);
  if (!url) return false;
  if (url.protocol === 'https:' && pypi.has(url.host)) return true;
  return publicIndexes.some((allowed) => {
    const known = parse(allowed);
    return known?.origin === url.origin && folderOf(url).startsWith(folderOf(known));
  });
}
