import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A certificate for 127.0.0.1 that only who is told about it trusts. */
export interface LoopbackCertificate {
  key: string;
  cert: string;
  /** A file with it and with those that this machine trusts, for `SSL_CERT_FILE`. */
  trusted: string;
  remove(): void;
}

/** Where systems keep what they trust. */
const bundles = [process.env['SSL_CERT_FILE'], '/etc/ssl/certs/ca-certificates.crt'];

/** Makes a certificate with openssl. */
export async function makeLoopbackCertificate(): Promise<LoopbackCertificate> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-certificate-'));
  const [key, cert, trusted] = ['key.pem', 'cert.pem', 'trusted.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const files = ['-keyout', key, '-out', cert];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  // A client takes no authority for the certificate of a server.
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  await execa('openssl', ['req', ...kind, ...files, ...name, ...leaf]);
  const usual = bundles.find((file) => file !== undefined && existsSync(file));
  const texts = [...(usual ? [usual] : []), cert].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(trusted, texts.join('\n'));
  return {
    key: readFileSync(key, 'utf8'),
    cert: readFileSync(cert, 'utf8'),
    trusted,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
