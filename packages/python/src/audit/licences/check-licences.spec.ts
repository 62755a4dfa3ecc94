import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LicenceOptions } from '../../options/schema.js';
import { temporaryFolder, writeFiles } from '../../testing/temporary-folder.js';
import type { AuditedPackage } from '../packages.js';
import { checkLicences } from './check-licences.js';
import { InstalledLicences } from './installed-licences.js';
import { licenceIn } from './metadata.js';

const located: AuditedPackage = {
  name: 'web-kit',
  version: '2.0',
  path: ['api', 'web-kit'],
  source: 'public',
};

describe('the licence of a package is accepted', () => {
  const rows: [licence: string | undefined, options: LicenceOptions, reason: string | undefined][] =
    [
      ['MIT', { allow: ['mit'] }, undefined],
      ['MIT', { allow: ['ISC'] }, 'it is not allowed'],
      ['MIT', { deny: ['GPL-3.0-only'] }, undefined],
      ['GPL-3.0-only', { deny: ['GPL-3.0-only'] }, 'it is denied'],
      ['GPL-3.0-only OR MIT', { deny: ['GPL-3.0-only'] }, undefined],
      ['GPL-3.0-only AND MIT', { deny: ['GPL-3.0-only'] }, 'it is denied'],
      ['MIT OR ISC', { allow: ['MIT', 'ISC'], deny: ['MIT'] }, undefined],
      ['MIT OR ISC', { allow: ['MIT'], deny: ['MIT'] }, 'it is not allowed'],
      ['Apache-2.0 WITH LLVM-exception', { allow: ['Apache-2.0'] }, undefined],
      [
        undefined,
        { deny: [] },
        'it is unknown: no environment here has this package from an index',
      ],
      ['', { allow: ['MIT'] }, 'it is unknown: the metadata of the package does not state it'],
      ['Own words', { allow: ['MIT'] }, 'it is not clear what "Own words" stands for'],
      [undefined, { allow: ['MIT'], stated: { 'Web.Kit': 'MIT' } }, undefined],
      [undefined, { allow: ['MIT'], stated: { 'web_kit==2.0': 'MIT' } }, undefined],
      ['ISC', { allow: ['MIT'], stated: { 'web-kit==2.1': 'MIT' } }, 'it is not allowed'],
      ['MIT', { allow: ['MIT'], stated: { 'web-kit': 'ISC' } }, 'it is not allowed'],
    ];
  it.each(rows)('%s by %j: %s', (licence, options, reason) => {
    const said = licence === undefined ? undefined : licenceIn(`License: ${licence}\n`);
    const found = checkLicences([located], options, () => said);
    expect(found[0]?.reason).toBe(reason);
  });
});

it('installed distributions say it, in any environment here, by their exact version', () => {
  const root = temporaryFolder({ 'uv.lock': '' });
  const install = (environment: string, info: string, more: Record<string, string>) =>
    writeFiles(join(root, environment, 'lib/python3.12/site-packages', info), more);
  const metadata = (licence: string) => `Name: x\nLicense-Expression: ${licence}\n`;
  install('.venv', 'web_kit-2.0.dist-info', { METADATA: metadata('MIT') });
  install('.venv', 'old-1.0.dist-info', { METADATA: metadata('MIT') });
  install('.venv', 'own-1.0.dist-info', {
    METADATA: metadata('MIT'),
    'direct_url.json': '{"url": "file:///own", "dir_info": {}}',
  });
  const others = '.nx/workspace-data/nx-signal/environments/py3.12-1';
  install(others, 'more-1.0.dist-info', { METADATA: metadata('ISC') });
  mkdirSync(join(root, '.venv/lib/python3.12/site-packages/empty-1.0.dist-info'));
  const licences = new InstalledLicences(root);
  const of = (name: string, version = '1.0') => licences.of('.', name, version)?.text;
  expect(of('web-kit', '2.0')).toBe('MIT');
  expect(of('more')).toBe('ISC');
  for (const name of ['own', 'empty', 'missing']) expect(of(name)).toBeUndefined();
  expect(of('old', '1.1')).toBeUndefined();
});
