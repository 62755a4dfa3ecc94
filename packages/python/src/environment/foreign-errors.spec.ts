import { expect, it } from 'vitest';
import { environmentMissing } from './foreign-errors.js';
import { byHand } from './managers.js';

const poetry = { ...byHand, name: 'Poetry', lock: 'poetry.lock', install: 'poetry install' };

it.each<[title: string, error: ReturnType<typeof environmentMissing>, code: string, hint: string]>([
  ['nothing', environmentMissing('libs/a', byHand), 'LOCK_MISSING', 'run `uv lock` in libs/a'],
  [
    'a lock of another manager',
    environmentMissing('libs/a', poetry, '.'),
    'ENVIRONMENT_FAILED',
    'run `poetry install` in that folder.',
  ],
  [
    'the uv.lock of a workspace above',
    environmentMissing('checks', byHand, '.'),
    'ENVIRONMENT_FAILED',
    'run `uv sync --all-packages` before the tasks',
  ],
  [
    'one in a folder above',
    environmentMissing('py/checks', byHand, 'py'),
    'ENVIRONMENT_FAILED',
    'run `uv sync --all-packages --directory py` before the tasks',
  ],
])(
  'where there is %s, a missing environment is told with what makes it',
  (_title, error, code, hint) => {
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
  },
);
