import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { sayTaken } from './taken.js';

it('which environment was taken is said once, and again when it is another', () => {
  const root = temporaryFolder();
  const shared = join(root, '.venv');
  const say = (environment: string, folder: string) => sayTaken(root, environment, folder);
  expect(say('lib', shared)).toBe('Using the environment .venv for lib.');
  expect(say('lib', shared)).toBeUndefined();
  expect(say('lib', '/opt/env')).toBe('Using the environment /opt/env for lib.');
  expect(say('lib', join(root, 'lib/.venv'))).toBeUndefined();
  expect(say('lib', shared)).toContain('.venv');
});
