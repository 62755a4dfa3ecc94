import { githubCacheStep } from '../remote-cache/github-action.js';
import { indented, type Pipeline, quoted } from './pipeline.js';
import { actions, tools } from './versions.js';

/** The write token is a secret of an environment that only the main branch may use. */
function trust({ remoteCache, branch }: Pipeline): string[] {
  if (remoteCache === 'identity')
    return [
      '# GitHub vouches for the run, and the cache server decides by its identity what it may read and write.',
      'permissions: { contents: read, actions: read, id-token: write }',
    ];
  if (remoteCache !== 'token') return [];
  return [
    '# NX_CACHE_WRITE_TOKEN is a secret of the environment nx-cache, whose deployment branches are limited',
    `# to ${branch}: a pull request cannot get it, however it changes this file.`,
    "environment: ${{ github.event_name == 'push' && 'nx-cache' || '' }}",
  ];
}

const cacheVariables: readonly string[] = [
  '# Without a token, as in a pull request from a fork, there is no remote cache.',
  "NX_SELF_HOSTED_REMOTE_CACHE_SERVER: ${{ secrets.NX_CACHE_READ_TOKEN != '' && vars.NX_CACHE_SERVER || '' }}",
  "NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: ${{ github.event_name == 'push' && secrets.NX_CACHE_WRITE_TOKEN || secrets.NX_CACHE_READ_TOKEN }}",
];

/** Its own use of GitHub's cache would take a request, and an entry, for each object. */
function nativeVariables({ remoteCache }: Pipeline): string[] {
  return [
    '# Native code is compiled through sccache, which stores objects in GitHub’s cache. A pull request',
    '# reads those of the main branch, and writes where only its own runs read.',
    ...(remoteCache === 'github' ? [] : ["SCCACHE_GHA_ENABLED: 'true'"]),
    'SCCACHE_BASEDIRS: ${{ github.workspace }}',
    'CC: sccache cc',
    'RUSTC_WRAPPER: sccache',
  ];
}

/** What a job may do, and what it finds in its environment. */
export function jobSettings(pipeline: Pipeline): string[] {
  const variables = [
    ...(pipeline.remoteCache === 'token' ? cacheVariables : []),
    ...(pipeline.native ? nativeVariables(pipeline) : []),
  ];
  return [...trust(pipeline), ...(variables.length > 0 ? ['env:', ...indented(variables, 2)] : [])];
}

const remarks = {
  github: [
    '# Stored in GitHub’s own cache, where a pull request reads what the main branch has stored, and writes',
    '# what only its own runs read.',
  ],
  identity: ['# Pull requests from forks have no identity, and therefore no remote cache.'],
} as const;

/** After the packages, one of which has the program. */
function cacheStep({ remoteCache }: Pipeline): string[] {
  if (remoteCache !== 'github' && remoteCache !== 'identity') return [];
  const server = remoteCache === 'identity' ? '${{ vars.NX_CACHE_SERVER }}' : undefined;
  return [...remarks[remoteCache], ...githubCacheStep(server)];
}

const history: readonly string[] = [
  '# The full history, to compare with an earlier commit. Not a treeless clone, which would fetch trees',
  '# later, with credentials that the steps do not have.',
  'fetch-depth: 0',
];

/** What the first steps of a job are for. */
export interface SetUp {
  /** The job asks what a change affects. */
  compares?: boolean;
  /** Lines with the history that the job has otherwise; by default the last commit alone. */
  history?: readonly string[];
  /** Nothing that other runs have stored gets into the job. */
  isFresh?: boolean;
}

/** A job with an identity has no cache, which others may have filled. */
function nodeCache({ cached }: Pipeline, isFresh: boolean): string[] {
  if (isFresh) return ['    package-manager-cache: false'];
  return cached ? [`    cache: ${cached}`] : [];
}

function uvCache({ branch }: Pipeline, isFresh: boolean): string[] {
  if (isFresh) return ['    enable-cache: false'];
  return [
    '    enable-cache: true',
    "    cache-dependency-glob: '**/uv.lock'",
    '    # Pull requests read the main branch’s packages, and do not add their own to the cache.',
    `    save-cache: \${{ github.ref == 'refs/heads/${branch}' }}`,
  ];
}

/** The steps that every job starts with, up to installed packages. */
export function setUp(
  pipeline: Pipeline,
  { compares = false, history: own = [], isFresh = false }: SetUp = {},
): string[] {
  const { branch, install, native } = pipeline;
  return [
    `- uses: ${actions.checkout}`,
    '  with:',
    ...indented(compares ? history : own, 4),
    '    # No step needs access to the remote repository.',
    '    persist-credentials: false',
    `- uses: ${actions.setupNode}`,
    '  with:',
    `    node-version: '${tools.node}'`,
    ...nodeCache(pipeline, isFresh),
    `- uses: ${actions.setupUv}`,
    '  with:',
    `    version: '${tools.uv}'`,
    ...uvCache(pipeline, isFresh),
    ...(native && !isFresh ? [`- uses: ${actions.sccache}`] : []),
    ...(compares
      ? [
          '- name: Find the commit to compare with',
          `  uses: ${actions.setShas}`,
          '  with:',
          `    main-branch-name: ${quoted(branch)}`,
        ]
      : []),
    '- name: Install',
    ...runBlock(install),
    ...(isFresh ? [] : cacheStep(pipeline)),
  ];
}

/** The shell of a step. */
export function runBlock(lines: readonly string[]): string[] {
  return lines.length === 1 ? [`  run: ${lines[0]}`] : ['  run: |', ...indented(lines, 4)];
}
