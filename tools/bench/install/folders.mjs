import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';

/** What the bench keeps between runs: installed packages and made locks. */
export const cache = join(repository, '.cache', 'bench');
