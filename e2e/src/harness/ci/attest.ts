import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What an attestation of the model says of a file. */
export interface Attested {
  file: string;
  sha256: string;
}

/** Puts beside each distribution what says who published it, as attest-action does; here nobody has signed it. */
export function attest(root: string, paths: string): void {
  const [, folder] = /^(\w+)\/\*\*$/.exec(paths) ?? [];
  if (folder === undefined) throw new Error(`paths that this action does not know: ${paths}`);
  for (const path of readdirSync(join(root, folder), { recursive: true }).map(String)) {
    if (!/\.(?:whl|tar\.gz)$/.test(path)) continue;
    const file = join(root, folder, path);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const attested: Attested = { file: basename(path), sha256 };
    writeFileSync(`${file}.publish.attestation`, JSON.stringify(attested));
  }
}
