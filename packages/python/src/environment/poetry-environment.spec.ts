import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { environmentName, keptByPoetry } from './poetry-environment.js';

it('the name is the one that Poetry gives', () => {
  expect(environmentName('po', '/work/po')).toBe('po-X1BeIbtv');
  expect(environmentName('My $App', '/x')).toMatch(/^my__app-[\w-]{8}$/);
});

it('an environment is found where there is exactly one', () => {
  const base = realpathSync(temporaryFolder({ 'pyproject.toml': '[project]\nname = "po"\n' }));
  const kept = temporaryFolder();
  const find = () => keptByPoetry(base, { POETRY_VIRTUALENVS_PATH: kept });
  expect(find()).toBeUndefined();
  const name = environmentName('po', base);
  writeFiles(kept, { [`${name}-py3.11/pyvenv.cfg`]: 'version = 3.11', 'other-py3.11/x': '' });
  expect(find()).toBe(join(kept, `${name}-py3.11`));
  writeFiles(kept, { [`${name}-py3.12/pyvenv.cfg`]: 'version = 3.12' });
  expect(find()).toBeUndefined();
});
