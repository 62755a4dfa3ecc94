import { describe, expect, it } from 'vitest';
import type { ModuleFile } from './module-files.js';
import { ModuleOwners } from './module-owners.js';

/** `acme/` is a package, `acme.a` a module, `-helpers` private, `+acme/` its stubs. */
function owners(projects: Record<string, string[]>): ModuleOwners {
  return new ModuleOwners(
    new Map(Object.entries(projects).map(([project, names]) => [project, names.map(moduleFile)])),
  );
}

function moduleFile(text: string): ModuleFile {
  const module = text.replace(/^[-+]|\/$/g, '');
  const file: ModuleFile = { file: module, modules: [module], isPackage: text.endsWith('/') };
  if (text.startsWith('+')) return { ...file, stubs: true };
  return text.startsWith('-') ? { ...file, private: true } : file;
}

const shared = {
  core: ['acme.core/', 'acme.core.model', 'tools'],
  billing: ['acme.billing/', 'acme.billing.api', 'acme.billing.api.v1', 'utils'],
  orders: ['acme.orders.api', 'utils', 'google.acme.client'],
  website: ['website/', '-helpers', '-tests.helpers', '-tools'],
  tested: ['tested/', '-utils'],
};

const legacy = {
  core: ['acme/', 'acme.core/'],
  billing: ['acme/', 'acme.billing/'],
  website: ['site/', 'site.plugins.base'],
  plugin: ['site.plugins.own'],
};

type Row = [name: string, statement: string, importer: string, expected: string[]];

/** Importer: project, `!` when private, and after `>` what it declares. */
function table(projects: Record<string, string[]>, rows: Row[]): void {
  const map = owners(projects);
  it.each(rows)('%s: %s from %s', (_name, statement, importer, expected) => {
    const [, project = '', mark, declared] = /^(\w+)(!?)(?:>(.*))?$/.exec(importer) ?? [];
    const [, from, names] = /^from (\S+) import (.*)$/.exec(statement) ?? [];
    const found = map.ownersOf(
      from ?? statement.replace('import ', ''),
      { project, private: mark === '!', declared: new Set(declared?.split(',')) },
      names?.split(','),
    );
    expect(found.sort()).toEqual(expected);
  });
}

describe('a namespace package of several projects', () => {
  table(shared, [
    ['a package', 'import acme.billing', 'website', ['billing']],
    ['a module', 'import acme.billing.api', 'website', ['billing']],
    ['an attribute', 'from acme.billing.api import charge', 'website', ['billing']],
    ['an unknown submodule', 'import acme.billing.gone.more', 'website', ['billing']],
    ['by name', 'from acme import billing', 'website', ['billing']],
    ['by several names', 'from acme import billing,core', 'website', ['billing', 'core']],
    ['itself', 'import acme', 'website', []],
    ['all of itself', 'from acme import *', 'website', []],
    ['an unknown part', 'import acme.unknown', 'website', []],
    ['an unknown name', 'from acme import unknown', 'website', []],
    ['a file that is not tracked', 'from acme.orders import order_pb2', 'website', ['orders']],
    ['installed under the same name', 'import google.cloud.storage', 'website', []],
    ['not of the workspace', 'from os import path', 'website', []],
    ['the own project', 'import acme.core', 'core', ['core']],
  ]);
});

describe('modules of the same name', () => {
  table(shared, [
    ['own first', 'import utils', 'billing>orders', ['billing']],
    ['beside a declared one', 'import utils', 'website>orders', ['billing', 'orders']],
    ['all', 'import utils', 'website', ['billing', 'orders']],
    ['a helper before them', 'import utils', 'tested!', ['tested']],
    ['a helper beside them', 'import utils', 'tested!>orders', ['billing', 'orders', 'tested']],
    ['a longer name of one', 'import utils.deep', 'website>orders', ['billing', 'orders']],
  ]);

  it('says which are guessed, and which are there beside what is declared', () => {
    const map = owners(shared);
    const said = (declared: string[], elsewhere?: string) => {
      const importer = {
        project: 'website',
        declared: new Set(declared),
        guesses: new Set<string>(),
        also: new Set<string>(),
        sharesEnvironment: (project: string) => project !== elsewhere,
      };
      const found = map.ownersOf('utils', importer);
      return [found, [...importer.guesses], [...importer.also]];
    };
    expect(said([])).toEqual([['billing', 'orders'], ['billing', 'orders'], []]);
    expect(said(['orders'])).toEqual([['billing', 'orders'], [], ['billing']]);
    expect(said(['orders'], 'billing')).toEqual([['orders'], [], []]);
    expect(said(['orders'], 'orders')).toEqual([['billing', 'orders'], [], ['billing']]);
  });
});

describe('stubs of a part of a namespace', () => {
  const acme = { core: ['acme.core/'], billing: ['acme.billing/'], stubs: ['+acme.core/'] };
  table({ ...acme, app: ['app/'] }, [
    ['beside the part', 'import acme.core', 'app>core', ['core', 'stubs']],
    ['beside the part by name', 'from acme import core', 'app', ['core', 'stubs']],
    ['not for another part', 'import acme.billing', 'app', ['billing']],
  ]);

  it('are never guessed to be meant', () => {
    const map = owners({ ...acme, app: ['app/'] });
    const importer = { project: 'app', guesses: new Set<string>(), also: new Set<string>() };
    map.ownersOf('acme.core', importer);
    expect([[...importer.guesses], [...importer.also]]).toEqual([[], ['stubs']]);
  });
});

describe('stubs of a project’s package', () => {
  table(
    {
      core: ['core/', 'core.rate'],
      stubs: ['+core/', '+core.known'],
      part: ['acme.core'],
      app: ['app/'],
    },
    [
      ['beside the package', 'import core', 'app>core', ['core', 'stubs']],
      ['of a module they lack', 'from core import rate', 'app', ['core', 'stubs']],
      ['by their own declaration', 'import core.rate', 'app>stubs', ['core', 'stubs']],
      ['for the package itself', 'import core', 'core', ['core', 'stubs']],
      ['not for others', 'import acme.core', 'app', ['part']],
      ['among themselves', 'import core.known', 'stubs', ['stubs']],
      ['alone', 'import core.known', 'app', ['core', 'stubs']],
    ],
  );
});

describe('private modules', () => {
  table(shared, [
    ['for the own tests', 'import helpers', 'website!', ['website']],
    ['by name', 'from tests import helpers', 'website!', ['website']],
    ['not for the own sources', 'import helpers', 'website', []],
    ['not for other projects', 'import helpers', 'core!', []],
    ['before other projects', 'import tools', 'website!', ['website']],
    ['beside a declared one', 'import tools', 'website!>core', ['core', 'website']],
  ]);
});

describe('packages above', () => {
  table(legacy, [
    ['each project has a copy', 'import acme.billing', 'website', ['billing']],
    ['a copy is imported', 'import acme', 'website', ['billing', 'core']],
    ['another project has the package', 'import site.plugins.own', 'core', ['plugin', 'website']],
  ]);
});
