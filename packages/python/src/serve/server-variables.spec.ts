import { describe, expect, it } from 'vitest';
import { serverVariables } from './server-variables.js';

describe('the variables of a server', () => {
  const rows: [title: string, before: NodeJS.ProcessEnv, after: NodeJS.ProcessEnv][] = [
    ['begin with its environment', { PATH: '/bin' }, { PATH: '/w/.venv/bin:/bin' }],
    ['have a path where there was none', {}, { PATH: '/w/.venv/bin' }],
    ['take the place of another environment', { VIRTUAL_ENV: '/x' }, { VIRTUAL_ENV: '/w/.venv' }],
    [
      'leave buffering to who has said something',
      { PYTHONUNBUFFERED: '' },
      { PYTHONUNBUFFERED: '' },
    ],
    ['have no other Python at home', { PYTHONHOME: '/usr' }, {}],
    ['are the others as they were', { ROOT_PATH: '/api' }, { ROOT_PATH: '/api' }],
  ];
  it.skipIf(process.platform === 'win32').each(rows)('%s', (_title, before, after) => {
    expect(serverVariables('/w/.venv', before)).toEqual({
      PATH: '/w/.venv/bin',
      VIRTUAL_ENV: '/w/.venv',
      PYTHONUNBUFFERED: '1',
      ...after,
    });
  });
});
