import { type GeneratorCallback, logger, readNxJson, type Tree } from '@nx/devkit';
import { SignalError } from '../../errors.js';
import { runCommand } from '../../process/run-command.js';
import { githubFile } from '../ci/github.js';
import { gitlabFile } from '../ci/gitlab.js';
import { useServerOnGitlab } from './edit-pipeline.js';
import { useServer } from './edit-workflow.js';
import {
  environmentExample,
  gitlabTemplate,
  type RemoteCacheFacts,
  serverConfig,
} from './files.js';
import { githubActionFiles, githubCacheStep } from './github-action.js';
import { requireServer } from './require-server.js';
import { type RemoteCacheOptions, remoteCacheSchema } from './schema.js';

/** What each provider's CI is given. Returns what is left to do there, and what installs packages. */
const wire = {
  github(tree: Tree, { server }: RemoteCacheFacts) {
    for (const [file, text] of Object.entries(githubActionFiles('server'))) tree.write(file, text);
    const install = requireServer(tree);
    const workflow = useServer(tree.read(githubFile, 'utf8') ?? '', server);
    if (workflow === undefined) return { steps: githubSteps(server), install };
    tree.write(githubFile, workflow);
    return { steps: [], install };
  },
  gitlab(tree: Tree, facts: RemoteCacheFacts) {
    const pipeline = useServerOnGitlab(tree.read(gitlabFile, 'utf8') ?? '', facts.server);
    if (pipeline !== undefined) {
      tree.write(gitlabFile, pipeline);
      return { steps: [], install: requireServer(tree) };
    }
    tree.write('.gitlab/remote-cache.yml', gitlabTemplate(facts));
    return { steps: gitlabSteps, install: undefined };
  },
} as const;

const githubSteps = (server: string) => [
  '  in .github/workflows: `permissions: { contents: read, id-token: write }` for the job, and after the installation',
  ...githubCacheStep(server).map((line) => `      ${line}`),
];

const gitlabSteps = [
  '  in .gitlab-ci.yml: `include: .gitlab/remote-cache.yml`, and `extends: .remote-cache` in jobs with Nx',
];

/** `acme/shop` out of the URL of the remote `origin`; undefined without one. */
async function repositoryOf(root: string): Promise<string | undefined> {
  const args = ['remote', 'get-url', 'origin'];
  const { exitCode, output } = await runCommand({
    command: 'git',
    args,
    cwd: root,
    timeout: 30_000,
  });
  if (exitCode !== 0) return undefined;
  const path = output
    .trim()
    .replace(/^\w+:\/\/[^/]+/, '')
    .replace(/\.git$/, '');
  return /(?:^|[/:])([\w.-]+(?:\/[\w.-]+)+)$/.exec(path)?.[1];
}

function checked(options: RemoteCacheOptions): RemoteCacheOptions {
  const result = remoteCacheSchema.safeParse(options);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SignalError({
    code: 'USAGE',
    message: `--${issue?.path.join('.')} is not valid: ${issue?.message}.`,
    hint: 'nx g @nx-signal/python:remote-cache --help lists the options.',
  });
}

async function readFacts(tree: Tree, options: RemoteCacheOptions): Promise<RemoteCacheFacts> {
  const repository = options.repository ?? (await repositoryOf(tree.root));
  if (!repository)
    throw new SignalError({
      code: 'USAGE',
      message: 'The repository cannot be determined: there is no remote "origin".',
      hint: 'name it: --repository acme/shop.',
    });
  return {
    server: options.server.replace(/\/$/, ''),
    repository,
    branch: options.branch ?? readNxJson(tree)?.defaultBase ?? 'main',
  };
}

/** Adds a line to .gitignore, unless it is there. */
function ignore(tree: Tree, pattern: string): void {
  const text = tree.read('.gitignore', 'utf8') ?? '';
  if (text.split('\n').includes(pattern)) return;
  tree.write('.gitignore', `${text && !text.endsWith('\n') ? `${text}\n` : text}${pattern}\n`);
}

/** Adds the lines about the cache to .env.example, and replaces those of an earlier run. */
function writeExample(tree: Tree, facts: RemoteCacheFacts): void {
  const text = tree.read('.env.example', 'utf8') ?? '';
  const ours = environmentExample(facts);
  const [first = ''] = ours.split('\n');
  const start = text.indexOf(first);
  const before = start < 0 ? text : text.slice(0, start);
  const after =
    start < 0
      ? ''
      : text
          .slice(start)
          .split('\n')
          .slice(ours.split('\n').length - 1)
          .join('\n');
  tree.write(
    '.env.example',
    `${before && !before.endsWith('\n') ? `${before}\n` : before}${ours}${after}`,
  );
}

/** `nx g @nx-signal/python:remote-cache` */
export default async function remoteCacheGenerator(
  tree: Tree,
  given: RemoteCacheOptions,
): Promise<GeneratorCallback | undefined> {
  const options = checked(given);
  const provider = options.provider ?? (tree.exists(gitlabFile) ? 'gitlab' : 'github');
  const steps = ['  on a laptop: copy the lines of .env.example to .env.local, and add a token'];
  // Only the server's rules for CI need to know which repository this is.
  const facts =
    provider === 'none'
      ? { server: options.server.replace(/\/$/, ''), repository: '', branch: '' }
      : await readFacts(tree, options);
  writeExample(tree, facts);
  ignore(tree, '.env.local');
  let install: GeneratorCallback | undefined;
  if (provider !== 'none') {
    const wired = wire[provider](tree, facts);
    install = wired.install;
    tree.write('nx-signal-cache.json', serverConfig(provider, facts));
    steps.push(
      ...wired.steps,
      '  on the server: `npx nx-signal-cache --config nx-signal-cache.json`',
    );
  }
  logger.info(['', 'What is left to do:', ...steps, ''].join('\n'));
  return install;
}
