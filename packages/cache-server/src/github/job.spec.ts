import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readJob } from './job.js';

const token = (access: unknown) => {
  const claims = JSON.stringify({ ac: JSON.stringify(access) });
  return `x.${Buffer.from(claims).toString('base64url')}.y`;
};
const own = { Scope: 'refs/pull/7/merge', Permission: 3 };
const main = { Scope: 'refs/heads/main', Permission: 1 };

const variables = {
  ACTIONS_RESULTS_URL: 'https://results.example.com',
  ACTIONS_RUNTIME_TOKEN: token([own, main]),
  ACTIONS_CACHE_SERVICE_V2: 'True',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '11',
  RUNNER_TEMP: '/tmp',
};

describe('a job of GitHub', () => {
  it('reads its own ref, then what its token says', () => {
    expect(readJob(variables)).toMatchObject({
      serviceUrl: 'https://results.example.com/',
      ref: 'refs/pull/7/merge',
      others: ['refs/heads/main'],
      run: '11/1',
      canRead: true,
      refusal: undefined,
    });
  });

  it('reads what GitHub documents, where its token says nothing', () => {
    const event = join(temporaryFolder(), 'event.json');
    writeFileSync(event, JSON.stringify({ repository: { default_branch: 'main' } }));
    const more = { ACTIONS_RUNTIME_TOKEN: 'opaque', GITHUB_EVENT_PATH: event };
    const job = readJob({ ...variables, ...more, GITHUB_BASE_REF: 'release' });
    expect(job).toMatchObject({ others: ['refs/heads/release', 'refs/heads/main'] });
    expect(readJob({ ...variables, ACTIONS_RUNTIME_TOKEN: 'opaque' })).toMatchObject({
      others: [],
    });
  });

  it.each([
    [{ GITHUB_EVENT_NAME: 'pull_request_target' }, 'a run for pull_request_target only reads'],
    [{ GITHUB_EVENT_NAME: 'issue_comment' }, 'a run for issue_comment only reads'],
    [{ GITHUB_EVENT_NAME: 'workflow_run' }, 'a run for workflow_run only reads'],
    [{ GITHUB_EVENT_NAME: '' }, 'a run for an unknown event only reads'],
    [{ ACTIONS_CACHE_MODE: 'read' }, 'this run may only read'],
    [{ ACTIONS_RUNTIME_TOKEN: token([{ ...own, Permission: 1 }]) }, 'this run may only read'],
    [{ ACTIONS_RUNTIME_TOKEN: token([{ ...main, Permission: 3 }]) }, 'this run may only read'],
    [{ GITHUB_EVENT_NAME: 'merge_group' }, undefined],
    [{ ACTIONS_CACHE_MODE: 'write-only' }, undefined],
  ])('writes unless it may not: %o', (more, refusal) => {
    expect(readJob({ ...variables, ...more })).toMatchObject({ refusal });
  });

  it.each(['none', 'write-only'])('does not read in the mode %s', (mode) => {
    expect(readJob({ ...variables, ACTIONS_CACHE_MODE: mode })).toMatchObject({ canRead: false });
  });

  it.each([
    ['ACTIONS_RESULTS_URL', undefined, 'ACTIONS_RESULTS_URL is not set'],
    ['ACTIONS_RESULTS_URL', 'nowhere', 'ACTIONS_RESULTS_URL is no URL'],
    ['ACTIONS_RUNTIME_TOKEN', '', 'ACTIONS_RUNTIME_TOKEN is not set'],
    ['GITHUB_REF', undefined, 'GITHUB_REF is not set'],
    ['RUNNER_TEMP', undefined, 'RUNNER_TEMP is not set'],
    ['ACTIONS_CACHE_SERVICE_V2', '', 'this runner has no cache service v2'],
  ])('has no cache with %s as %o', (name, value, reason) => {
    expect(readJob({ ...variables, [name]: value })).toBe(reason);
  });
});
