import { nxStep, readNx } from './nx.mjs';

const targets = ['lint', 'typecheck', 'test:unit'];
const kindOf = { lint: 'lint', typecheck: 'typecheck', 'test:unit': 'test' };

/** @type {import('./index.mjs').Contender} */
export const ours = {
  id: 'ours',
  title: 'nx-signal',
  packages: 'nx',
  hasDaemon: true,
  files: () => ({
    'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
    'package.json': JSON.stringify({ name: 'root', private: true }),
  }),
  steps: (workspace, { daemon }) => [nxStep(workspace, ['run-many', '-t', ...targets], { daemon })],
  read: ({ output }) => readNx(output, kindOf),
};
