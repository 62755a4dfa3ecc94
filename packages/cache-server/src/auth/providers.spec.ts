import { describe, expect, it } from 'vitest';
import { ownScopeClaims, type ProviderName } from './providers.js';
import { grantFor } from './rules.js';

const github = {
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  event_name: 'push',
  run_id: '1',
};
const gitlab = {
  project_path: 'acme/shop',
  ref: 'main',
  ref_type: 'branch',
  ref_path: 'refs/heads/main',
  pipeline_source: 'push',
  pipeline_id: '1',
};

function scope(provider: ProviderName, claims: object): string | undefined {
  const rule = { when: {}, scope: 'own', role: 'write', workspace: 'default' } as const;
  const ownScope = ownScopeClaims(provider, { ...claims });
  return grantFor({ ...claims }, { rules: [rule], ownScope })?.own;
}

type Row = [what: string, provider: ProviderName, one: object, other: object, isShared: boolean];

const pull = { ...github, ref: 'refs/pull/7/merge', event_name: 'pull_request' };
const merge = {
  ...gitlab,
  pipeline_source: 'merge_request_event',
  ref: 'patch-1',
  ref_path: 'refs/merge-requests/7/head',
};
const { ref_path: _, ...withoutPath } = merge;

describe('two runs share an own scope', () => {
  const rows: Row[] = [
    ['of one branch', 'github', github, { ...github, run_id: '2' }, true],
    ['of one pull request', 'github', pull, { ...pull, run_id: '2' }, true],
    ['of two pull requests', 'github', pull, { ...pull, ref: 'refs/pull/8/merge' }, false],
    ['of two events', 'github', github, { ...github, event_name: 'workflow_dispatch' }, false],
    ['of a branch and a tag of one name', 'github', github, { ...github, ref_type: 'tag' }, false],
    ...['pull_request_target', 'workflow_run', 'issue_comment', 'a_new_one'].map(
      (event_name): Row => {
        const one = { ...github, event_name };
        return [`of ${event_name} on main`, 'github', one, { ...one, run_id: '2' }, false];
      },
    ),
    [
      'of what calls itself a pull request on main',
      'github',
      { ...github, event_name: 'pull_request' },
      { ...github, event_name: 'pull_request', run_id: '2' },
      false,
    ],
    ['of one merge request', 'gitlab', merge, { ...merge, pipeline_id: '2' }, true],
    [
      'of merge requests of two forks with one name of their branches',
      'gitlab',
      merge,
      { ...merge, ref_path: 'refs/merge-requests/8/head' },
      false,
    ],
    [
      'of merge requests that nothing tells apart',
      'gitlab',
      withoutPath,
      { ...withoutPath, pipeline_id: '2' },
      false,
    ],
    [
      'of external pull requests',
      'gitlab',
      { ...gitlab, pipeline_source: 'external_pull_request_event' },
      { ...gitlab, pipeline_source: 'external_pull_request_event', pipeline_id: '2' },
      false,
    ],
  ];
  it.each(rows)('%s', (_what, provider, one, other, isShared) => {
    const [left, right] = [scope(provider, one), scope(provider, other)];
    expect(left).toBeDefined();
    expect(right).toBeDefined();
    expect(left === right).toBe(isShared);
  });
});
