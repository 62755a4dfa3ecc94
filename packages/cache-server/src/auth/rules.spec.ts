import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantFor, matchesPattern, type Rule } from './rules.js';

describe('matchesPattern', () => {
  it.each([
    ['acme/shop', 'acme/shop', true],
    ['acme/shop', 'acme/shop2', false],
    ['acme/*', 'acme/shop', true],
    ['acme/*', 'acme', false],
    ['*/shop', 'evil/acme/shop', true],
    ['refs/heads/release-*', 'refs/heads/release-1', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%j fits %j: %j', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesPattern(pattern, value)).toBe(expression.test(value));
      }),
    );
  });
});

const rules: Rule[] = [
  {
    when: { repository: 'acme/shop', ref: 'refs/heads/main', event_name: ['push', 'schedule'] },
    scope: 'shared',
    role: 'write',
    workspace: 'shop',
  },
  { when: { repository: 'acme/*' }, scope: 'own', role: 'write', workspace: 'shop' },
];
const ownScope = ['repository', 'ref'];
const push = { repository: 'acme/shop', ref: 'refs/heads/main', event_name: 'push' };

describe('grantFor', () => {
  it('gives a protected run the shared scope', () => {
    expect(grantFor(push, { rules, ownScope })).toEqual({ workspace: 'shop', role: 'write' });
  });

  it.each([
    ['a pull request', { ...push, ref: 'refs/pull/7/merge', event_name: 'pull_request' }],
    [
      'a workflow of a pull request in the context of main',
      { ...push, event_name: 'pull_request_target' },
    ],
    ['another branch', { ...push, ref: 'refs/heads/main2' }],
    ['another repository', { ...push, repository: 'acme/other' }],
    ['a claim that is a list', { ...push, event_name: ['push'] }],
  ])('gives %s a scope of its own', (_, claims) => {
    const grant = grantFor(claims, { rules, ownScope });
    expect(grant).toMatchObject({ role: 'write', own: expect.any(String) });
  });

  it.each([
    ['a stranger', { ...push, repository: 'evil/shop' }],
    ['no claims', {}],
    ['an own scope without a ref', { repository: 'acme/shop', event_name: 'pull_request' }],
    ['claims of the prototype', Object.create(push) as object],
    ['endless claims', { ...push, repository: `acme/${'x'.repeat(400)}` }],
  ])('gives %s nothing', (_, claims) => {
    expect(grantFor(claims as never, { rules, ownScope })).toBeUndefined();
  });

  it('never gives two runs one scope by chance', () => {
    const claims = fc.record({
      repository: fc.string({ minLength: 1 }).map((name) => `acme/${name}`),
      ref: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(claims, claims, (left, right) => {
        const [one, two] = [left, right].map((each) => grantFor(each, { rules, ownScope })?.own);
        expect(one === two).toBe(left.repository === right.repository && left.ref === right.ref);
      }),
    );
  });
});
