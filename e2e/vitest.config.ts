import { defineConfig } from 'vitest/config';
import { reporting } from '../tools/setup/reporting.mjs';
import { SlowestFirst } from './src/harness/slowest-first.js';

export default defineConfig({
  test: {
    ...reporting(),
    include: ['src/**/*.e2e.ts'],
    globalSetup: ['src/harness/global-setup.ts'],
    setupFiles: ['../tools/docs/commands/recorder.mjs'],
    sequence: { sequencer: SlowestFirst },
    // Every case starts real tools; more side by side would only make each of them slower.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
