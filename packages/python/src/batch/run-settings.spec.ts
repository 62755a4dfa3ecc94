import { describe, expect, it } from 'vitest';
import { runSettings, type SettingSources } from './run-settings.js';

const settings = (command: string, more: Partial<SettingSources> = {}) =>
  runSettings({ argv: command.split(' '), variables: {}, ...more }, 4);

describe('how many tools run at once, with four cores', () => {
  const rows: [command: string, limit: number][] = [
    ['nx run-many -t lint', 4],
    ['nx run-many --parallel=3', 3],
    ['nx run-many --parallel 3 -t lint', 3],
    ['nx run-many --parallel=12', 4],
    ['nx run-many --parallel=0', 1],
    ['nx run-many --parallel=false', 1],
    ['nx run-many --parallel false', 1],
    ['nx run-many --parallel=50%', 2],
    ['nx run-many --parallel=30%', 1],
    ['nx run-many --parallel=1%', 1],
    ['nx run-many --parallel 100%', 4],
    ['nx run-many --parallel', 4],
    ['nx run-many --parallel -t lint', 4],
    ['nx run-many --parallel=true', 4],
    ['nx run-many --parallel=-1', 4],
    ['nx run-many --parallel=', 4],
    ['nx run-many --parallelism=3', 4],
    ['nx run-many --parallel=2 --parallel=3', 2],
  ];
  it.each(rows)('%s → %s', (command, limit) => {
    expect(settings(command).limit).toBe(limit);
  });

  const sources: [
    command: string,
    variable: string | undefined,
    configured: SettingSources['configured'],
    limit: number,
  ][] = [
    ['nx affected', undefined, undefined, 4],
    ['nx affected', undefined, 2, 2],
    ['nx affected', undefined, '75%', 3],
    ['nx affected', undefined, 9, 4],
    ['nx affected', '1', 2, 1],
    ['nx affected', 'many', 2, 4],
    ['nx affected --parallel=3', '1', 2, 3],
  ];
  it.each(sources)('%s, NX_PARALLEL %s, parallel %s in nx.json → %i', (...row) => {
    const [command, variable, configured, limit] = row;
    const variables = variable === undefined ? {} : { NX_PARALLEL: variable };
    expect(settings(command, { variables, configured }).limit).toBe(limit);
  });
});

describe('whether a run stops at its first failure', () => {
  const rows: [command: string, bail: boolean][] = [
    ['nx run-many -t lint', false],
    ['nx run-many --nxBail', true],
    ['nx run-many --nx-bail', true],
    ['nx run-many --nxBail=true', true],
    ['nx run-many --nxBail=false', false],
    ['nx run-many --nxBail --nxBail=false', false],
    ['nx run-many --nxBailout', false],
    ['nx run-many --bail', false],
  ];
  it.each(rows)('%s: %s', (command, bail) => {
    expect(settings(command).bail).toBe(bail);
  });

  it('as NX_BAIL says, unless the command line says otherwise', () => {
    const variables = { NX_BAIL: 'true' };
    expect(settings('nx affected', { variables }).bail).toBe(true);
    expect(settings('nx affected --nxBail=false', { variables }).bail).toBe(false);
  });
});
