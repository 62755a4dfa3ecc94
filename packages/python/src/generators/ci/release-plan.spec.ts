import { describe, expect, it } from 'vitest';
import {
  buildArguments,
  releasedProjects,
  tagExpression,
  tagGlob,
  tagPatterns,
} from './release-plan.js';

describe('the tags of releases', () => {
  it.each([
    [undefined, ['v{version}']],
    [{ projectsRelationship: 'independent' }, ['{projectName}@{version}']],
    [{ releaseTag: { pattern: 'release/{version}' } }, ['release/{version}']],
    [{ releaseTagPattern: 'r{version}' }, ['r{version}']],
    [
      {
        groups: {
          libs: { projects: ['a'], releaseTag: { pattern: '{releaseGroupName}-v{version}' } },
          apps: { projects: 'b', projectsRelationship: 'independent' },
          more: { projects: 'c' },
        },
      },
      ['libs-v{version}', '{projectName}@{version}', 'v{version}'],
    ],
  ] as const)('%j', (release, patterns) => {
    expect(tagPatterns(release as never)).toEqual(patterns);
  });

  it.each([
    ['v{version}', 'v[0-9]*', '/^v\\d.*$/'],
    ['{projectName}@{version}', '**@[0-9]*', '/^.+@\\d.*$/'],
    ['rel/a+b/{version}', 'rel/a\\+b/[0-9]*', '/^rel\\/a\\+b\\/\\d.*$/'],
  ])('%s as providers have it', (pattern, glob, expression) => {
    expect(tagGlob(pattern)).toBe(glob);
    expect(tagExpression(pattern)).toBe(expression);
  });
});

it('what is released is built, and by default all that can be', () => {
  const plan = { tags: [], build: 'build', audience: undefined };
  const projects = releasedProjects({ projects: ['core', "it's"], groups: {} } as never);
  expect(buildArguments({ ...plan, projects })).toBe(
    "run-many -t build --projects='core,it'\\''s'",
  );
  expect(releasedProjects({ groups: { a: { projects: 'x' }, b: { projects: ['y', 'x'] } } })).toBe(
    'x,y',
  );
  expect(buildArguments({ ...plan, projects: releasedProjects(undefined) })).toBe(
    'run-many -t build',
  );
});
