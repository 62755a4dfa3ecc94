import { indented, type Pipeline, quoted } from './pipeline.js';
import { actions, tools } from './versions.js';

/** The write token is a secret of an environment that only the main branch may use. */
function trust({ remoteCache, branch }: Pipeline): string[] {
  if (remoteCache === 'identity')
    return [
      '# The run may ask GitHub to vouch for it; the cache server tells by that what it may read and write.',
      'permissions: { contents: read, actions: read, id-token: write }',
    ];
  if (remoteCache === 'none') return [];
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

const nativeVariables: readonly string[] = [
  '# Native code is compiled through sccache, which keeps objects in GitHub’s cache. A pull request',
  '# reads those of the main branch and writes where only its own runs look.',
  "SCCACHE_GHA_ENABLED: 'true'",
  'SCCACHE_BASEDIRS: ${{ github.workspace }}',
  'CC: sccache cc',
  'RUSTC_WRAPPER: sccache',
];

/** What a job may do, and what it finds in its environment. */
export function jobSettings(pipeline: Pipeline): string[] {
  const variables = [
    ...(pipeline.remoteCache === 'token' ? cacheVariables : []),
    ...(pipeline.native ? nativeVariables : []),
  ];
  return [...trust(pipeline), ...(variables.length > 0 ? ['env:', ...indented(variables, 2)] : [])];
}

/** Pull requests from forks get no identity, and so no remote cache. */
function identityStep({ remoteCache }: Pipeline): string[] {
  if (remoteCache !== 'identity') return [];
  const token = [
    'if [ -z "$NX_CACHE_SERVER" ] || [ -z "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then exit 0; fi',
    '# A cache that cannot be had makes a run slower, not red.',
    'without() { echo "::warning::The remote cache gave this run no token: it goes on without."; exit 0; }',
    'identity=$(curl --fail --silent --show-error --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$NX_CACHE_SERVER" | node -p "JSON.parse(fs.readFileSync(0)).value" 2>/dev/null) || without',
    'token=$(curl --fail --silent --show-error --request POST --header "Authorization: Bearer $identity" "$NX_CACHE_SERVER/v1/session" | node -p "JSON.parse(fs.readFileSync(0)).token" 2>/dev/null) || without',
    'echo "::add-mask::$token"',
    'echo "NX_SELF_HOSTED_REMOTE_CACHE_SERVER=$NX_CACHE_SERVER" >> "$GITHUB_ENV"',
    'echo "NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=$token" >> "$GITHUB_ENV"',
  ];
  return [
    '- name: Get a token of the remote cache for this run',
    '  env:',
    '    NX_CACHE_SERVER: ${{ vars.NX_CACHE_SERVER }}',
    ...runBlock(token),
  ];
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
    ...identityStep(pipeline),
  ];
}

/** The shell of a step. */
export function runBlock(lines: readonly string[]): string[] {
  return lines.length === 1 ? [`  run: ${lines[0]}`] : ['  run: |', ...indented(lines, 4)];
}
