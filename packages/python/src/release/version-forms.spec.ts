import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { toPep440, toSemver } from './version-forms.js';

describe('a version has two forms', () => {
  const rows: [pep440: string, semver: string][] = [
    ['1.2.0', '1.2.0'],
    ['1.2.0b0', '1.2.0-beta.0'],
    ['1.2.0a12', '1.2.0-alpha.12'],
    ['0.3.1rc2', '0.3.1-rc.2'],
    ['2.0.0.dev4', '2.0.0-dev.4'],
  ];
  it.each(rows)('%s and %s', (pep440, semver) => {
    expect(toSemver(pep440, 'lib')).toBe(semver);
    expect(toPep440(semver)).toBe(pep440);
  });
});

describe('what people write is read as PEP 440 reads it', () => {
  const rows: [written: string, semver: string][] = [
    ['1.2', '1.2.0'],
    ['1', '1.0.0'],
    ['v1.2.0', '1.2.0'],
    ['1.2.0-beta.1', '1.2.0-beta.1'],
    ['1.2.0.post3', '1.2.0'],
    ['1.2.0+local.1', '1.2.0'],
    ['1.2.0.0', '1.2.0'],
  ];
  it.each(rows)('%s is %s', (written, semver) => {
    expect(toSemver(written, 'lib')).toBe(semver);
  });
});

describe('what is typed is written in its normal form', () => {
  const rows: [typed: string, written: string][] = [
    ['1.2.0-beta', '1.2.0b0'],
    ['1.2.0-b3', '1.2.0b3'],
    ['1.2.0-preview.2', '1.2.0rc2'],
    ['1.2.0-0', '1.2.0.dev0'],
    ['1.2.0+build.5', '1.2.0'],
    ['no version', 'no version'],
  ];
  it.each(rows)('%s as %s', (typed, written) => {
    expect(toPep440(typed)).toBe(written);
  });
});

it.each(['1.2.3.4', '1!1.2.0', '1.2.0b1.dev2', 'next'])('%s is refused', (version) => {
  const { code, message } = errorOf(() => toSemver(version, 'lib'));
  expect(code).toBe('VERSION_INVALID');
  expect(message).toContain('lib');
});

it.each(['1.2.0-next.1', '1.2.0-beta.1.2'])('%s has no form in PEP 440', (version) => {
  expect(errorOf(() => toPep440(version))).toMatchObject({
    code: 'VERSION_INVALID',
    hint: expect.stringContaining('--preid'),
  });
});
