import { execa } from 'execa';
import { repository } from '../paths.js';

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

/** Checks the workflows of a repository with actionlint, which is installed when it is missing. */
export async function actionlint(root: string): Promise<Checked> {
  const script = `import { installActionlint } from './tools/setup/actionlint.mjs'; console.log('\\n' + installActionlint());`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: repository,
  });
  return run(stdout.split('\n').at(-1) ?? '', ['-no-color'], root);
}

/** Checks a pipeline against the schema that GitLab publishes. */
export function validateGitlab(file: string): Promise<Checked> {
  const args = ['tool', 'run', '--quiet', '--from', checkJsonschema, 'check-jsonschema'];
  const schema = ['--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci'];
  return run('uv', [...args, ...schema, file], repository);
}
