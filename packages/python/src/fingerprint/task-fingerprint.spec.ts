import { describe, expect, it } from 'vitest';
import { inputsOf } from './inputs.js';
import type { InstalledFingerprint, TaskFingerprint, ToolFingerprint } from './task-fingerprint.js';

const tool: ToolFingerprint = {
  files: ['files'],
  tool: ['tool'],
  settings: ['settings'],
  settingsAbove: [{ runtime: 'settingsAbove' }],
  installed: [{ runtime: 'installed' }],
  argumentFiles: ['argumentFiles'],
  declared: ['declared'],
  plugin: 'plugin',
};
const installed: InstalledFingerprint = {
  ...tool,
  dependencies: ['dependencies'],
  closure: ['closure'],
  neighbours: ['neighbours'],
  interpreter: { runtime: 'interpreter' },
  platform: 'platform',
};

describe('all that a fingerprint holds is in Nx’s inputs', () => {
  const rows: TaskFingerprint[] = [
    { kind: 'lint', ...tool, commands: ['commands'] },
    { kind: 'typecheck', ...installed, searched: ['searched'], pluginSources: ['pluginSources'] },
    { kind: 'test', ...installed },
  ];
  it.each(rows.map((row) => [row.kind, row] as const))('%s', (_kind, fingerprint) => {
    const { kind: _, ...fields } = fingerprint;
    const inputs = JSON.stringify(inputsOf(fingerprint));
    for (const field of Object.keys(fields)) expect(inputs).toContain(field);
  });
});

it('one list of external nodes, sorted and without doubles', () => {
  const inputs = inputsOf({ kind: 'lint', ...tool, commands: [], settings: ['a', 'tool'] });
  expect(inputs.filter((input) => typeof input === 'object' && !('runtime' in input))).toEqual([
    { externalDependencies: ['a', 'plugin', 'tool'] },
    { dependentTasksOutputFiles: '**/.nx-python-inputs' },
    { dependentTasksOutputFiles: '**/.nx-python-names' },
  ]);
});
