/** Where a job's cache is: in GitHub's own, or on a server. */
export type CachePlace = 'github' | 'server';

/** Where the action lies that gives the steps behind it a remote cache. */
const folder = '.github/actions/remote-cache';

const actions: Readonly<Record<CachePlace, string>> = {
  github: `# Created by nx-signal. Gives the following steps Nx's remote cache, with what earlier runs stored in GitHub's own
# cache, and stores what this job adds when it ends, green or red. GitHub keeps refs apart: a pull request reads
# what the main branch stored, and what it stores itself is read by nobody else.
name: Remote cache
description: Nx's remote cache for a job, stored in GitHub's own cache
runs:
  using: node24
  main: step.mjs
  post: step.mjs
  post-if: always()
`,
  server: `# Created by nx-signal. Gives the following steps a token for the remote cache, by the identity of the run. The job
# needs \`permissions: { contents: read, id-token: write }\`. A run from a fork has no identity and continues without
# the cache, as does a run without a server.
name: Remote cache
description: A token of the remote cache for this run
inputs:
  server:
    description: URL of the server, which is also the audience that it expects
    required: true
runs:
  using: node24
  main: step.mjs
`,
};

const calls: Readonly<Record<CachePlace, string>> = {
  github: `// The first call starts the job's cache, the one at the end stores what the job has added. Only actions have access
// to GitHub's cache; steps that run a shell do not.
appendFileSync(process.env.GITHUB_STATE, 'started=true\\n');
if (process.env.STATE_started) call('github', 'save');
else call('github', 'start', ...folders);
`,
  server: `const server = process.env.INPUT_SERVER;
if (server && call('login', '--server', server) !== 0)
  console.log('::warning::The remote cache gave this run no token; continuing without it.');
`,
};

/** What travels besides results, from the root of the workspace: the plugin trusts it by contents only. */
const foldersText = `
// mypy's cache is stored too: a module is checked again if it, or a module it imports, has changed.
const data = process.env.NX_WORKSPACE_DATA_DIRECTORY || join('.nx', 'workspace-data');
const isInside = !isAbsolute(data) && !data.startsWith('..');
const folders = isInside ? [join(data, 'nx-signal', 'mypy')] : [];
`;

/** The program is a package of the workspace, so that its lock says exactly what runs here. */
const stepText = (
  place: CachePlace,
) => `// Created by nx-signal. Without the cache a run is slower, but not red.
import { spawnSync } from 'node:child_process';
${place === 'github' ? "import { appendFileSync } from 'node:fs';\n" : ''}import { createRequire } from 'node:module';
import { dirname, ${place === 'github' ? 'isAbsolute, ' : ''}join } from 'node:path';
${place === 'github' ? foldersText : ''}
function call(...command) {
  try {
    const { resolve } = createRequire(join(process.env.GITHUB_WORKSPACE, 'package.json'));
    const main = join(dirname(resolve('@nx-signal/cache-server/package.json')), 'dist', 'main.cjs');
    return spawnSync(process.execPath, [main, ...command], { stdio: 'inherit' }).status;
  } catch {
    console.log('Remote cache: none in this job, because @nx-signal/cache-server is not installed.');
    return 0;
  }
}

${calls[place]}`;

/** The files of the action, by their paths. */
export function githubActionFiles(place: CachePlace): Record<string, string> {
  return { [`${folder}/action.yml`]: actions[place], [`${folder}/step.mjs`]: stepText(place) };
}

/** The step of a job that uses it, behind the installation of packages. */
export function githubCacheStep(server?: string): string[] {
  return [
    '- name: Remote cache',
    `  uses: ./${folder}`,
    ...(server === undefined ? [] : ['  with:', `    server: ${server}`]),
  ];
}

/** Whether a workflow uses the action. */
export const usesGithubAction = (workflow: string): boolean =>
  workflow.includes(`uses: ./${folder}`);
