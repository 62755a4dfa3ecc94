import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type ConfigSources, loadConfig } from './load-config.js';

function load(sources: Partial<ConfigSources>, file?: unknown) {
  const path = join(temporaryFolder(), 'cache.json');
  if (file !== undefined)
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file, null, 2));
  return loadConfig({
    flags: {},
    environment: {},
    ...sources,
    ...(file === undefined ? {} : { file: path }),
  });
}

/** The whole message, with the path of the file left out. */
function failure(sources: Partial<ConfigSources>, file?: unknown): string {
  try {
    load(sources, file);
  } catch (error) {
    return formatError(error).replace(/\S*cache\.json/g, 'cache.json');
  }
  return 'no error';
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(load({})).toMatchObject({
      host: '127.0.0.1',
      port: 7420,
      storage: { maxSize: 50e9, maxAge: 90 * 86_400 },
      auth: { anonymous: 'none', oidc: [] },
      limits: { maxObject: 1e9 },
    });
  });

  it('takes flags before variables before the file', () => {
    const file = { port: 1, host: 'a', storage: { maxSize: '1GB', maxAge: '1d' } };
    const environment = { NX_SIGNAL_CACHE_PORT: '2', NX_SIGNAL_CACHE_STORAGE_MAX_SIZE: '2GB' };
    const config = load({ flags: { port: '3' }, environment }, file);
    expect(config).toMatchObject({
      port: 3,
      host: 'a',
      storage: { maxSize: 2e9, maxAge: 86_400 },
    });
  });

  it('reads switches as words', () => {
    const environment = { NX_SIGNAL_CACHE_S3_PATH_STYLE: 'true' };
    expect(load({ environment }).s3.pathStyle).toBe(true);
    expect(load({}, { s3: { pathStyle: true } }).s3.pathStyle).toBe(true);
  });

  it('names an unknown key with file, line and the nearest known one', () => {
    expect(failure({}, { host: 'a', storage: { maxSise: '1GB' } })).toMatchInlineSnapshot(`
      "error [CONFIG_INVALID]: Unknown option "maxSise".
        at cache.json:4 (storage.maxSise)

      hint: did you mean "maxSize"?"
    `);
  });

  it('names the variable or flag with a wrong value', () => {
    const environment = { NX_SIGNAL_CACHE_STORAGE_MAX_AGE: 'long' };
    expect(failure({ environment })).toMatchInlineSnapshot(`
      "error [CONFIG_INVALID]: Option "storage.maxAge" is not valid: expected a number with a unit, such as "30d".
        at environment variable NX_SIGNAL_CACHE_STORAGE_MAX_AGE

      hint: docs/reference/cache-server.md lists every option with its type."
    `);
    expect(failure({ flags: { port: '99999' } })).toContain('at flag --port');
  });

  it.each([
    ['port', 'many', 'expected a whole number'],
    ['port', '99999', 'expected a number from 0 to 65535'],
    ['limits.uploads', '0', 'expected a number above 0'],
    ['s3.redirect', 'maybe', 'expected true or false'],
  ])('says what %s should be', (key, value, expected) => {
    expect(failure({ flags: { [key]: value } })).toContain(
      `Option "${key}" is not valid: ${expected}.`,
    );
  });

  it('names an unknown variable', () => {
    expect(failure({ environment: { NX_SIGNAL_CACHE_HOTS: 'x' } })).toContain(
      'did you mean "NX_SIGNAL_CACHE_HOST"?',
    );
  });

  it.each([
    ['{"host": ', 'it is not JSON: '],
    ['null', 'The configuration is not an object.'],
    ['[]', 'The configuration is not an object.'],
    [{ tls: { key: 'k.pem' } }, 'TLS needs both'],
    [{ basePath: '../x' }, 'Option "basePath" is not valid'],
  ])('refuses %j', (file, message) => {
    expect(failure({}, file)).toContain(message);
  });

  it('refuses a file that is not there, and a folder', () => {
    expect(failure({ file: '/nowhere/cache.json' })).toMatchInlineSnapshot(`
      "error [CONFIG_UNREADABLE]: The configuration file cannot be read: there is no such file.
        at cache.json

      hint: correct --config or NX_SIGNAL_CACHE_CONFIG, or give this user permission to read it."
    `);
    expect(failure({ file: temporaryFolder() })).toContain('EISDIR');
  });
});

describe('rules for identity tokens', () => {
  const trusted = { repository: 'acme/shop', ref: 'refs/heads/main', event_name: 'push' };
  const withRule = (when: object, more: object = {}) => ({
    auth: {
      oidc: [
        { provider: 'github', audience: 'cache', rules: [{ when, scope: 'shared', ...more }] },
      ],
    },
  });

  it('are taken when a protected run is told by repository, ref and event', () => {
    expect(load({}, withRule(trusted)).auth.oidc).toHaveLength(1);
  });

  it.each([
    [{ ...trusted, event_name: undefined }, 'must restrict "event_name"'],
    [{ repository: 'acme/shop' }, 'must restrict "ref" and "event_name"'],
    [{ ...trusted, ref: '*' }, 'must restrict "ref"'],
    [
      { ...trusted, event_name: ['push', 'pull_request_target'] },
      'must not accept the event_name "pull_request_target"',
    ],
    [{ ...trusted, event_name: 'p*' }, 'must not accept the event_name "p*"'],
    [{ ...trusted, event_name: 'merge_group' }, 'must not accept the event_name "merge_group"'],
    [
      { ...trusted, event_name: 'a_new_one' },
      'but only push, schedule, workflow_dispatch, release',
    ],
    [{ ...trusted, repository: '*/*' }, 'must name owner and repository whole, and not as "*/*"'],
    [{ ...trusted, repository: '*/shop' }, 'and not as "*/shop"'],
    [{ ...trusted, repository: 'acme*' }, 'and not as "acme*"'],
    [{ ...trusted, repository: 'acme/*' }, 'and not as "acme/*"'],
    [{ ...trusted, repository: ['acme/shop', 'acme*/shop'] }, 'and not as "acme*/shop"'],
    [{ ...trusted, ref: 'refs/*' }, 'must not accept the ref "refs/*"'],
    [{ ...trusted, ref: 'refs/pull/*' }, 'must not accept the ref "refs/pull/*"'],
    [{ ...trusted, ref: ['refs/heads/main', '*main'] }, 'must not accept the ref "*main"'],
  ])('are refused when a pull request could fit: %j', (when, message) => {
    expect(failure({}, withRule(when))).toContain(message);
  });

  it.each([
    [{ ref_protected: undefined }, 'must restrict "ref_protected"'],
    [{ ref_protected: ['true', 'false'] }, 'must have "ref_protected": "true"'],
    [{ pipeline_source: 'merge_request_event' }, 'must not accept the pipeline_source'],
    [{ project_path: 'acme/*' }, 'and not as "acme/*"'],
    [{}, 'no error'],
  ])('of GitLab need a protected ref: %j', (change, message) => {
    const when = {
      project_path: 'acme/group/shop',
      ref: 'main',
      ref_protected: 'true',
      pipeline_source: ['push', 'web'],
      ...change,
    };
    const rules = [{ when, scope: 'shared' }];
    const auth = { oidc: [{ provider: 'gitlab', audience: 'cache', rules }] };
    expect(failure({}, { auth })).toContain(message);
  });

  it('may be wide for readers and own scopes', () => {
    expect(failure({}, withRule({ repository: '*' }, { role: 'read' }))).toBe('no error');
    expect(failure({}, withRule({ repository: '*' }, { scope: 'own' }))).toBe('no error');
  });

  it('need a secret of their own with a bucket', () => {
    const config = { ...withRule(trusted), s3: { bucket: 'cache' } };
    expect(failure({}, config)).toContain('"auth.sessionSecret"');
  });
});
