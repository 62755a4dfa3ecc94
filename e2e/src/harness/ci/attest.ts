import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What an attestation of the model says of a file. */
export interface Attested {
  file: string;
  sha256: string;
}

/** Puts beside each distribution what says who published it, as attest-action does; here nobody has signed it. */
export function attest(root: string, paths: string): void {
  for (const path of globSync(paths.split(/\s+/), { cwd: root })) {
    if (!/\.(?:whl|tar\.gz)$/.test(path)) continue;
    const file = join(root, path);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const attested: Attested = { file: basename(path), sha256 };
    writeFileSync(`${file}.publish.attestation`, JSON.stringify(attested));
  }
}
