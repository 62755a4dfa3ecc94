import { expect, it } from 'vitest';
import { textIn, treeOf } from '../testing/generator-tree.js';
import { withAgentsBlock, writeAgents } from './agents.js';

const usual = { nx: 'npx nx', signal: 'npx nx-signal', modules: 'node_modules' };
const block = withAgentsBlock('', usual);

it('names what checks a change, and where the rest is documented', () => {
  for (const text of [
    '\nnpx nx affected -t signal',
    '\nnpx nx-signal report',
    'dist/reports/signal.json',
    'Exit code 0',
    'node_modules/@nx-signal/python/docs/guides/everyday.md',
  ])
    expect(block).toContain(text);
});

it.each([
  ['', block],
  ['# Mine\n', `# Mine\n\n${block}`],
  ['# Mine', `# Mine\n\n${block}`],
  [block, block],
  [`# Mine\n\n${block}\n## Nx\n`, `# Mine\n\n${block}\n## Nx\n`],
  [`a\n${block.replace('completely', 'partly')}b\n`, `a\n${block}b\n`],
])('keeps what others have written: %j', (text, written) => {
  expect(withAgentsBlock(text, usual)).toBe(written);
  expect(withAgentsBlock(written, usual)).toBe(written);
});

it('calls Nx and its own program through the wrapper where there is one', () => {
  const tree = treeOf({ nx: '', '.nx/nxw.js': '' });
  tree.delete('package.json');
  writeAgents(tree);
  const wrapped = textIn(tree, 'AGENTS.md');
  expect(wrapped).toContain('\n./nx affected -t signal ');
  expect(wrapped).toContain('\n./.nx/installation/node_modules/.bin/nx-signal report ');
  expect(wrapped).toContain('`.nx/installation/node_modules/@nx-signal/python/docs/');
  expect(wrapped).not.toContain('npx');
});

it('says what it has done, once', () => {
  const tree = treeOf();
  expect([writeAgents(tree), writeAgents(tree)]).toEqual(['made', undefined]);
  tree.write('AGENTS.md', '# Mine\n');
  expect(writeAgents(tree)).toBe('changed');
});
