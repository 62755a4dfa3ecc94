import type { Command } from '../command.js';
import { now } from './now.js';

/** A command that is loaded only when it is asked for. */
export interface CommandEntry {
  name: string;
  load(): Promise<Command>;
}

/** All commands, in the order `--help` lists them. A new command is a file here and a line below. */
export const commands: readonly CommandEntry[] = [
  // Each file that is loaded takes a part of what an answer may take.
  { name: 'now', load: async () => now },
  { name: 'watch', load: async () => (await import('./watch.js')).watchCommand },
  { name: 'explain', load: async () => (await import('./explain.js')).explain },
  { name: 'report', load: async () => (await import('./report.js')).report },
  { name: 'history', load: async () => (await import('./history.js')).history },
  { name: 'coverage', load: async () => (await import('./coverage.js')).coverage },
  { name: 'trace', load: async () => (await import('./trace.js')).trace },
  {
    name: 'accept-inputs',
    load: async () => (await import('./accept-inputs.js')).acceptInputsCommand,
  },
  { name: 'audit', load: async () => (await import('./audit.js')).audit },
  { name: 'shards', load: async () => (await import('./shards.js')).shards },
  { name: 'durations', load: async () => (await import('./durations.js')).durations },
];
