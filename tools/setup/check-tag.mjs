/** `node tools/setup/check-tag.mjs v1.2.3`: fails unless every package has that version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './run.mjs';

const [tag = ''] = process.argv.slice(2);
const wrong = ['cache-server', 'create-nx-signal', 'python'].filter((name) => {
  const file = join(repository, 'packages', name, 'package.json');
  return `v${JSON.parse(readFileSync(file, 'utf8')).version}` !== tag;
});
if (wrong.length > 0) {
  console.error(`The tag ${tag} is not the version of ${wrong.join(', ')}.`);
  process.exitCode = 1;
}
