import { effects, onlyForTests } from './rules.mjs';

/**
 * The rooms of the cache server, from the ground up, and whom each may import.
 *
 * @type {import('./find-breaches.mjs').Fence}
 */
export const cacheServer = {
  source: 'packages/cache-server/src',
  nested: [],
  everywhere: 'awaitable errors files',
  rooms: {
    awaitable: '',
    clock: '',
    errors: '',
    files: '',
    'durable-file': '',
    'folder-error': '',
    'format-bytes': '',
    'json-file': '',
    repetitions: '',
    printable: '',
    'sleep-now': '',
    log: 'printable repetitions',

    body: '',
    eviction: '',
    storage: 'body eviction format-bytes sleep-now',
    'audit-log': 'printable storage',
    metrics: 'service storage',
    stats: 'metrics printable storage',
    auth: 'clock durable-file folder-error json-file sleep-now storage',
    service: 'auth body metrics stats storage',
    config: 'auth json-file',
    http: 'auth body config log metrics printable storage',
    routes: 'auth body http metrics service stats storage',

    server:
      'audit-log auth body clock config durable-file folder-error http log metrics routes service stats storage',
    github: 'auth body config log server storage',
    cli: 'auth body config format-bytes github log printable server stats',
    main: 'cli',
  },
  rules: [
    onlyForTests,
    {
      name: 'what is deleted is decided by pure functions',
      files: /^eviction\//,
      forbids: effects,
    },
  ],
};
