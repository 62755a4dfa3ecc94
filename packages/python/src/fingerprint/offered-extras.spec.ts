import { expect, it } from 'vitest';
import { readLock } from '../lock/read-lock.js';
import { offeredBy, offeredIn } from './offered-extras.js';

const member = (name: string, requires: string[], more = '') =>
  `[[package]]\nname = "${name}"\nversion = "1"\nsource = { editable = "libs/${name}" }\ndependencies = [${requires
    .map((one) => `{ name = "${one}" }`)
    .join(', ')}]\n${more}\n`;
const distribution = (name: string) =>
  `[[package]]\nname = "${name}"\nversion = "1"\nsource = { registry = "https://example.test/simple" }\n`;
const extra = (name: string, requires: string) =>
  `[package.optional-dependencies]\n${name} = [{ name = "${requires}" }]\n`;

const lock = readLock(
  'uv.lock',
  [
    'version = 1\n',
    member('app', ['core']),
    member('core', [], extra('fast', 'tools')),
    member('tools', [], extra('slow', 'httpx')),
    member('other', [], extra('more', 'httpx')),
    distribution('httpx'),
  ].join('\n'),
);

const offers = (directory: string, ...offeredExtras: string[]) => ({
  directory,
  environment: '.',
  offeredExtras,
});

it('what a project depends on brings its extras along, and what these lead to does, too', () => {
  const all = [offers('libs/core', 'fast', 'gone'), offers('libs/tools', 'slow'), offers('x')];
  const offered = offeredIn('.', [...all, offers('libs/other', 'more')]);
  expect(offeredBy(lock, ['app'], offered)).toEqual(['core[fast]', 'tools[slow]']);
  expect(offeredBy(lock, ['tools'], offered)).toEqual(['tools[slow]']);
});

it('nothing is offered where options name no extra, or another environment has it', () => {
  expect(offeredBy(lock, ['app'], offeredIn('.', [offers('libs/core')]))).toEqual([]);
  const elsewhere = [{ ...offers('libs/core', 'fast'), environment: 'libs/core' }];
  expect(offeredIn('.', elsewhere).size).toBe(0);
  expect([...offeredIn('libs/core', elsewhere)]).toEqual([['.', ['fast']]]);
});
