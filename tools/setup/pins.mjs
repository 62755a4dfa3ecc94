/**
 * A text with other versions where it pins some: Nx's current line, tools as requirements, uv.
 *
 * @param {string} text
 * @param {{ nx?: { nx: string, devkit: string }, tools?: Record<string, string>, uv?: string }} versions
 * @returns {{ text: string, changes: string[] }}
 */
export function withPins(text, { nx, tools = {}, uv }) {
  const changes = [];
  const replace = (before, pattern, name, version) => {
    if (!pattern.test(before)) throw new Error(`there is no pin of ${name}`);
    return before.replace(pattern, (_, start, old, end) => {
      if (old !== version) changes.push(`${name} ${old} → ${version}`);
      return `${start}${version}${end}`;
    });
  };
  let next = text;
  if (nx) {
    next = replace(next, /(current: \{ nx: ')([^']+)(')/, 'nx', nx.nx);
    next = replace(next, /(current: \{ nx: '[^']+', devkit: ')([^']+)(')/, '@nx/devkit', nx.devkit);
  }
  for (const [name, version] of Object.entries(tools))
    next = replace(next, new RegExp(`('${name}==)([^']+)(')`), name, version);
  if (uv) next = replace(next, /(uvVersion = ')([^']+)(')/, 'uv', uv);
  return { text: next, changes };
}
