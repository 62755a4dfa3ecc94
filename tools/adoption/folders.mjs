import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../setup/run.mjs';

/** What adoption keeps between runs: git directories, results. Nothing of it is committed. */
export const cache = join(repository, '.cache', 'adoption');

/** Where checkouts are made: outside this repository, whose own settings must not reach them. */
export const checkouts = join(tmpdir(), 'nx-signal-adoption');

/** One file of JSON for each repository. */
export const results = join(cache, 'results');
