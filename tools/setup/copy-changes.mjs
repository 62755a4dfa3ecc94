/** Run in a package's folder when it is built: the changes are published with each package. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './run.mjs';

copyFileSync(join(repository, 'CHANGELOG.md'), 'CHANGELOG.md');
