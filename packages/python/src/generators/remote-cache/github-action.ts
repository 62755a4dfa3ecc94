/** Where a job's cache is: in GitHub's own, or on a server. */
export type CachePlace = 'github' | 'server';

/** Where the action lies that gives the steps behind it a remote cache. */
const folder = '.github/actions/remote-cache';

const actions: Readonly<Record<CachePlace, string>> = {
  github: `# Made by nx-signal. Brings Nx's remote cache to the steps behind this one: what earlier runs have kept in GitHub's
# own cache. What this job adds is kept when it ends, green or red. GitHub keeps refs apart: a pull request reads
# what the main branch has kept, and nobody else reads what it keeps itself.
name: Remote cache
description: Nx's remote cache for a job, kept in GitHub's own cache
runs:
  using: node24
  main: step.mjs
  post: step.mjs
  post-if: always()
`,
  server: `# Made by nx-signal. Gives the steps behind this one a token for the remote cache, by the identity of the run. The
# job needs \`permissions: { contents: read, id-token: write }\`. A run from a fork has no identity, and goes on
# without the cache; so does one without a server.
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
  github: `// The first call starts the cache of the job, the one at its end keeps what the job has added. An action is given
// what it takes to use GitHub's cache; the job's other steps are not.
appendFileSync(process.env.GITHUB_STATE, 'started=true\\n');
if (process.env.STATE_started) call('github', 'save');
else call('github', 'start', ...folders);
`,
  server: `const server = process.env.INPUT_SERVER;
if (server && call('login', '--server', server) !== 0)
  console.log('::warning::The remote cache gave this run no token: it goes on without.');
`,
};

/** What travels besides results, from the root of the workspace: the plugin trusts it by contents only. */
const foldersText = `
// What mypy has kept goes along: a module is checked anew where it, or what it imports, has changed.
const data = process.env.NX_WORKSPACE_DATA_DIRECTORY || join('.nx', 'workspace-data');
const isInside = !isAbsolute(data) && !data.startsWith('..');
const folders = isInside ? [join(data, 'nx-signal', 'mypy')] : [];
`;

/** The program is a package of the workspace, so that its lock says exactly what runs here. */
const stepText = (
  place: CachePlace,
) => `// Made by nx-signal. A cache that cannot be had makes a run slower, not red.
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
    console.log('Remote cache: none in this job, since @nx-signal/cache-server is not installed.');
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
