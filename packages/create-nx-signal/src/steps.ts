import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.js';
import { CreateError } from './create-error.js';
import { writeRootFiles } from './root-files.js';
import { type Ended, type Program, runProgram } from './run-program.js';

/** What the steps work on. */
export interface Workspace extends Answers {
  /** Absolute path of the folder. */
  root: string;
  name: string;
}

/** One step of making a workspace. */
export interface Step {
  /** What it does, as people are told. */
  title: string;
  /** The command that does it by hand, for when it fails. */
  command: string;
  run(): Promise<void>;
}

const unreachable = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ECONNRESET|dns error|error sending/;

function failure(step: string, { output, missing }: Ended, hint: string): CreateError {
  if (missing) return new CreateError(`${step} could not be started.`, hint);
  const reason = unreachable.test(output) ? ': a package registry could not be reached' : '';
  const network = 'check the network, a proxy, and `npm config get registry`.';
  return new CreateError(
    `${step} failed${reason}.\n\n${output.trimEnd()}`,
    reason ? network : hint,
  );
}

async function run(step: string, program: Program, hint: string): Promise<void> {
  const ended = await runProgram(program);
  if (ended.exitCode !== 0) throw failure(step, ended, hint);
}

/**
 * npm by the path that npm itself gives to what it runs, else the one on PATH. It says why it fails even
 * where the npm that started this program was told to be silent.
 */
function npm(command: readonly string[], cwd: string): Program {
  const args = [...command, '--loglevel=error'];
  const path = process.env['npm_execpath'];
  return path && /npm-cli\.(c?js)$/.test(path)
    ? { command: process.execPath, args: [path, ...args], cwd }
    : { command: 'npm', args, cwd };
}

function nx(args: readonly string[], cwd: string, visible = false): Program {
  const program = join(cwd, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  return { command: process.execPath, args: [program, ...args], cwd, visible };
}

function presetArguments(workspace: Workspace): string[] {
  const { name, kind, typeChecker, project, python } = workspace;
  // A bare 3.10 would reach the generator as the number 3.1.
  const requiresPython = python && `>=${python}`;
  const flags = { name, kind, typeChecker, project, requiresPython };
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return ['g', '@nx-signal/python:preset', ...given.map(([key, value]) => `--${key}=${value}`)];
}

/** The pipeline, which is made from what the workspace holds by now. */
async function writePipeline({ root, ci }: Workspace): Promise<void> {
  const manifest = join(root, 'node_modules', '@nx-signal', 'python', 'generators.json');
  const { generators } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (generators.ci === undefined)
    return console.log(
      '  skipped: this version of @nx-signal/python has no generator for pipelines',
    );
  await run('The pipeline', nx(pipelineArguments(ci), root), 'see the output above.');
}

const pipelineArguments = (ci: string) => ['g', '@nx-signal/python:ci', `--provider=${ci}`];

/** A first commit, so that `affected` has something to compare with. */
async function commit(cwd: string): Promise<void> {
  await run(
    'git add',
    { command: 'git', args: ['add', '--all'], cwd },
    'see the output of git above.',
  );
  const args = ['commit', '--quiet', '--message', 'Start'];
  const { exitCode, output } = await runProgram({ command: 'git', args, cwd });
  if (exitCode === 0) return;
  // Nobody has told git who they are: all else works without a commit.
  console.log(`  not committed: ${output.trim().split('\n')[0]}`);
}

function pipelineStep(workspace: Workspace): Step {
  return {
    title: `the pipeline for ${workspace.ci}`,
    command: `npx nx ${pipelineArguments(workspace.ci).join(' ')}`,
    run: () => writePipeline(workspace),
  };
}

/** The steps, in order. */
export function steps(workspace: Workspace): Step[] {
  const { root, name, ci } = workspace;
  const preset = presetArguments(workspace);
  return [
    {
      title: 'a git repository with package.json and nx.json',
      command: 'git init',
      run: async () => {
        writeRootFiles(root, name);
        const args = ['init', '--quiet', '--initial-branch=main'];
        await run('git init', { command: 'git', args, cwd: root }, 'see the output of git above.');
      },
    },
    {
      title: 'npm install',
      command: 'npm install',
      run: () =>
        run(
          'npm install',
          npm(['install', '--no-audit', '--no-fund'], root),
          'see the output of npm above.',
        ),
    },
    {
      title: 'the workspace: root files, first project, uv.lock',
      command: `npx nx ${preset.map((part) => (part.includes('>') ? `"${part}"` : part)).join(' ')}`,
      run: () => run('The generator', nx(preset, root), 'see the output above.'),
    },
    ...(ci === 'none' ? [] : [pipelineStep(workspace)]),
    { title: 'a first commit', command: 'git add --all && git commit', run: () => commit(root) },
    {
      title: 'the first signal',
      command: 'npx nx run-many -t signal',
      run: () =>
        run(
          'The first signal',
          nx(['run-many', '-t', 'signal'], root, true),
          'the workspace is complete; fix what is red and run it again.',
        ),
    },
  ];
}
