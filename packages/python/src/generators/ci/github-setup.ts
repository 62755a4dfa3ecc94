import { githubCacheStep } from '../remote-cache/github-action.js';
import { indented, type Pipeline, quoted } from './pipeline.js';
import { actions, tools } from './versions.js';

/** The write token is a secret of an environment that only the main branch may use. */
function trust({ remoteCache, branch }: Pipeline): string[] {
  if (remoteCache === 'identity')
    return [
      '# The run may ask GitHub to vouch for it; the cache server tells by that what it may read and write.',
      'permissions: { contents: read, actions: read, id-token: write }',
    ];
  if (remoteCache !== 'token') return [];
  return [
    '# NX_CACHE_WRITE_TOKEN is a secret of the environment nx-cache, whose deployment branches are limited',
    `# to ${branch}: a pull request cannot get it, whatever it does to this file.`,
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
    '# Native code is compiled through sccache, which keeps objects in GitHub’s cache. A pull request',
    '# reads those of the main branch and writes where only its own runs look.',
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
    '# Kept in GitHub’s own cache, where a pull request reads what the main branch has kept, and writes what',
    '# only its own runs read.',
  ],
  identity: ['# Pull requests from forks get no identity, and so no remote cache.'],
} as const;

/** After the packages, one of which has the program. */
function cacheStep({ remoteCache }: Pipeline): string[] {
  if (remoteCache !== 'github' && remoteCache !== 'identity') return [];
  const server = remoteCache === 'identity' ? '${{ vars.NX_CACHE_SERVER }}' : undefined;
  return [...remarks[remoteCache], ...githubCacheStep(server)];
}

const history: readonly string[] = [
  '# All history: what is affected is told by comparing with a commit of the past.',
  'fetch-depth: 0',
];

/**
 * The steps that every job starts with, up to installed packages.
 *
 * @param compares - whether the job asks what a change affects
 */
export function setUp(pipeline: Pipeline, compares: boolean): string[] {
  const { branch, cached, install, native } = pipeline;
  return [
    `- uses: ${actions.checkout}`,
    '  with:',
    ...(compares ? indented(history, 4) : []),
    '    # No step talks to the repository’s remote.',
    '    persist-credentials: false',
    `- uses: ${actions.setupNode}`,
    '  with:',
    `    node-version: '${tools.node}'`,
    ...(cached ? [`    cache: ${cached}`] : []),
    `- uses: ${actions.setupUv}`,
    '  with:',
    `    version: '${tools.uv}'`,
    '    enable-cache: true',
    "    cache-dependency-glob: '**/uv.lock'",
    '    # Pull requests read the main branch’s packages, and do not fill the cache with their own.',
    `    save-cache: \${{ github.ref == 'refs/heads/${branch}' }}`,
    ...(native ? [`- uses: ${actions.sccache}`] : []),
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
    ...cacheStep(pipeline),
  ];
}

/** The shell of a step. */
export function runBlock(lines: readonly string[]): string[] {
  return lines.length === 1 ? [`  run: ${lines[0]}`] : ['  run: |', ...indented(lines, 4)];
}
