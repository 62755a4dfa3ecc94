import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { CacheServerError } from '../errors.js';

/** PEM files. */
export interface TlsFiles {
  certificate: string;
  key: string;
}

function tlsError(problem: string, place: string, hint: string, cause: unknown): CacheServerError {
  const message = `${problem}: ${(cause as Error).message}`;
  return new CacheServerError({ code: 'CONFIG_INVALID', message, place, hint, cause });
}

function readTls(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const hint = 'check "tls.certificate" and "tls.key".';
    throw tlsError('A file for TLS cannot be read', file, hint, error);
  }
}

/**
 * Certificate and key, as they are now.
 *
 * @throws CacheServerError CONFIG_INVALID when they cannot be used
 */
export function readCertificate({ certificate, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  const files = { cert: readTls(certificate), key: readTls(key) };
  try {
    createSecureContext(files);
    return files;
  } catch (error) {
    const hint = 'both must be PEM files, and the certificate must belong to the key.';
    throw tlsError('TLS cannot be used', `${certificate}, ${key}`, hint, error);
  }
}
