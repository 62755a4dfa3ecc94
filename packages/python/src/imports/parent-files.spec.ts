import { expect, it } from 'vitest';
import type { ModuleFile } from './module-files.js';
import { parentFiles } from './parent-files.js';

function module(project: string, name: string, more: Partial<ModuleFile> = {}): ModuleFile {
  return { file: `${project}/${name}`, modules: [name], isPackage: true, ...more };
}

const of = (
  project: string,
  names: string[],
  environment = '.',
  more: Partial<ModuleFile> = {},
) => ({
  project,
  environment,
  files: names.map((name) => module(project, name, more)),
});

it('of packages around a project’s modules those that it has no file for', () => {
  const found = parentFiles([
    of('one', ['ns', 'ns.one']),
    of('two', ['ns', 'ns.two']),
    of('three', ['ns.three']),
    of('deep', ['ns.three.deep']),
    of('elsewhere', ['ns.far'], 'tools'),
    of('other', ['other', 'other.ns']),
  ]);
  expect(Object.fromEntries(found)).toEqual({
    three: ['one/ns', 'two/ns'],
    deep: ['one/ns', 'three/ns.three', 'two/ns'],
  });
});

it('not of tests and stubs', () => {
  const three = of('three', ['ns.three']);
  expect(parentFiles([of('one', ['ns'], '.', { private: true }), three]).size).toBe(0);
  expect(parentFiles([of('one', ['ns'], '.', { stubs: true }), three]).size).toBe(0);
});
