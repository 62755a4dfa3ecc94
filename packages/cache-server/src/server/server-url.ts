import type { Config } from '../config/schema.js';

const wildcards = ['0.0.0.0', '::'];

/** Whether the server listens on all addresses of its machine. */
export function isOnAllAddresses({ host }: Pick<Config, 'host'>): boolean {
  return wildcards.includes(host);
}

/** Where a server can be reached from its own machine, without a slash at the end. */
export function serverUrl(config: Pick<Config, 'host' | 'tls' | 'basePath'>, port: number): string {
  const scheme = config.tls.certificate ? 'https' : 'http';
  const address = isOnAllAddresses(config) ? '127.0.0.1' : config.host;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${scheme}://${host}:${port}${config.basePath.replace(/\/$/, '')}`;
}
