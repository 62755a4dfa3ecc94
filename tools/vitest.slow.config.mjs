import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.slow.mjs'],
    setupFiles: ['docs/commands/recorder.mjs'],
    provide: { someTests: process.argv.includes('-t') },
  },
});
