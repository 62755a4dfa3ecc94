import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repository } from './run.mjs';

/** Where suites say what came of them: a report of vitest each, and how long their files took. */
export const reports = join(repository, '.cache', 'test-reports');

/** How long each file took with all its hooks, which the JSON report leaves out. */
class FileTimes {
  constructor(path) {
    this.path = path;
  }

  onTestRunEnd(modules) {
    const times = modules.map((module) => {
      const { setupDuration, collectDuration, duration } = module.diagnostic();
      const file = relative(repository, module.moduleId);
      return { file, milliseconds: Math.round(setupDuration + collectDuration + duration) };
    });
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, JSON.stringify(times));
  }
}

/**
 * Reporters of a suite for its configuration. It leaves a report when it runs as a task of Nx, or is told a
 * name in `NX_SIGNAL_SUITE`; a part of it that is run by hand must not pass for the whole.
 */
export function reporting() {
  const { NX_SIGNAL_SUITE, NX_TASK_TARGET_PROJECT } = process.env;
  const name = NX_SIGNAL_SUITE ?? NX_TASK_TARGET_PROJECT;
  if (!name) return {};
  const outputFile = join(reports, `${name}.json`);
  const times = new FileTimes(join(reports, `${name}.times.json`));
  return { reporters: ['default', ['json', { outputFile }], times] };
}
