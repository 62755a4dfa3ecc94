import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditFolder } from './snapshot-store.js';

/** What `auditInput` does, for a system without its shell. */
function keyOf(file: string): string {
  const now = Date.now() / 1000;
  try {
    const text = readFileSync(join(auditFolder(process.cwd()), 'keys', file), 'utf8');
    const [, until, key, database] = /^(\S+) (\S+) ?(.*)$/m.exec(text) ?? [];
    const isSame = database === (process.env['NX_SIGNAL_AUDIT_DATABASE'] ?? '');
    if (key && isSame && now < Number(until)) return key;
  } catch {
    // There is none yet.
  }
  return `none at ${now}.${process.pid}`;
}

process.stdout.write(`${keyOf(process.argv[2] ?? '')}\n`);
