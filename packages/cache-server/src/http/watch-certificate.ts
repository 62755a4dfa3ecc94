import { statSync } from 'node:fs';
import type { Server } from 'node:https';
import { readCertificate, type TlsFiles } from './certificate.js';

/** How often the files are looked at, in milliseconds. */
const lookInterval = 1000;

/** What tells the files from what they were before. */
function versionOf({ certificate, key }: TlsFiles): string {
  return [certificate, key]
    .map((file) => {
      const status = statSync(file, { throwIfNoEntry: false });
      return `${status?.ino} ${status?.mtimeMs} ${status?.size}`;
    })
    .join();
}

/**
 * Takes a certificate and key that were replaced, for the connections of from then on. Two that do not belong
 * together, as between one file and the other, change nothing.
 *
 * @param onTrouble - told when they cannot be used; those of before stay
 * @returns a function that ends it
 */
export function watchCertificate(
  server: Server,
  files: TlsFiles,
  onTrouble: (error: unknown) => void,
): () => void {
  let version = versionOf(files);
  const look = () => {
    try {
      const current = versionOf(files);
      if (current === version) return;
      server.setSecureContext(readCertificate(files));
      version = current;
    } catch (error) {
      onTrouble(error);
    }
  };
  const timer = setInterval(look, lookInterval);
  timer.unref();
  return () => clearInterval(timer);
}
