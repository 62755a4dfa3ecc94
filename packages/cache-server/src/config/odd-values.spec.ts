import { describe, expect, it } from 'vitest';
import { CacheServerError } from '../errors.js';
import { Log } from '../log.js';
import { startServer } from '../server/start-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { loadConfig } from './load-config.js';
import { allOptions, isScalar } from './option-names.js';

const oddValues = [
  '',
  '-1',
  '0s',
  '36500d',
  '99999999999TB',
  '/dev/null',
  'a\u0000b',
  'ftp://x',
  'a'.repeat(5000),
];

/** Starts with one odd value; the error that it ends with, when it does. */
async function errorOf(key: string, value: string): Promise<unknown> {
  const bucket = { 's3.bucket': 'b', 's3.accessKeyId': 'a', 's3.secretAccessKey': 'b' };
  const flags = {
    port: '0',
    'storage.folder': temporaryFolder(),
    ...(key.startsWith('s3.') ? bucket : {}),
    [key]: value,
  };
  try {
    const config = loadConfig({ flags, environment: {} });
    // Names of files and folders here would be made.
    if (!value.startsWith('/') && /folder|[fF]ile$/.test(key) && !value.includes('\u0000'))
      return undefined;
    const server = await startServer(config, new Log('error', () => undefined), {});
    await server.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('an odd value of an option', () => {
  it.each(allOptions.filter(isScalar).map(({ key }) => key))(
    'is taken or explained: %s',
    async (key) => {
      for (const value of oddValues) {
        const error = await errorOf(key, value);
        if (error === undefined) continue;
        expect(error, `${key}=${JSON.stringify(value.slice(0, 20))}`).toBeInstanceOf(
          CacheServerError,
        );
        expect((error as CacheServerError).hint).toBeTruthy();
      }
    },
  );
});
