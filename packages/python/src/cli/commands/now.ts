import { askEngine } from '../../engine/ask-engine.js';
import { type Question, usual } from '../../engine/question.js';
import type { Verdict } from '../../engine/schema.js';
import { tellVerdict } from '../../engine/verdict-text.js';
import { formatError } from '../../errors.js';
import type { Command, CommandIo } from '../command.js';
import { parseArguments } from '../options.js';

const usage = `nx-signal now [-t <targets>] [project…] [--json]

Checks exactly the bytes that are on the disk now. Tasks whose inputs did not change are replayed from Nx's cache; the
others run, and their results are stored by Nx. Failures come first, the verdict is the last line.
The exit code is 0 if everything is green, 1 if something is not, 2 if the question cannot be answered.

  -t, --targets  targets, separated by commas (default signal)
  project        names or patterns, as \`nx run-many --projects\` takes them (default: all that have such a target)
  --json         the verdict as JSON

Example: nx-signal now -t lint,typecheck models`;

/**
 * The question that arguments ask.
 *
 * @param own - flags that there are besides
 */
export function readQuestion(
  argv: readonly string[],
  own: readonly '--json'[],
): Question & { isJson: boolean } {
  const { flags, given, values } = parseArguments(argv, [...own, '--verbose'], {
    '--targets': 't',
  });
  const targets = (given.get('--targets') ?? usual.targets).flatMap((text) => text.split(','));
  return {
    targets: [...new Set(targets.filter((target) => target !== ''))],
    projects: values,
    isJson: flags.has('--json'),
  };
}

/** By the engine where there is one, else in this process, after which one is started. */
async function answerTo(
  question: Question,
  { workspaceRoot, stderr }: CommandIo,
): Promise<Verdict> {
  const variables = { ...process.env };
  const start = Date.now();
  const { verdict, reason, isThere } = await askEngine(workspaceRoot, question, {
    onText: (text) => void process.stderr.write(text),
    // What the engine has started for this question it ends when nobody waits any more.
    onSignal: (code) => process.exit(code),
  });
  if (verdict) return { ...verdict, milliseconds: Math.round(performance.now()) };
  if (reason !== undefined) stderr(`The engine is not used: ${reason}.`);
  const { answerOnce } = await import('../../engine/answer-once.js');
  const alone = await answerOnce(workspaceRoot, question);
  if (alone.canStay && !isThere && alone.verdict.verdict !== 'interrupted') {
    const { startEngine } = await import('../../engine/start-engine.js');
    startEngine(workspaceRoot, variables, start);
  }
  return alone.verdict;
}

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { isJson, ...question } = readQuestion(argv, ['--json']);
  const verdict = await answerTo(question, io);
  const { text, exitCode } = tellVerdict(verdict, isJson ? 'json' : 'text');
  io.stdout(text);
  return exitCode;
}

/** `nx-signal now`: the verdict over what is on the disk. */
export const now: Command = {
  name: 'now',
  summary: 'check exactly what is on the disk now',
  usage,
  async run(argv, io) {
    try {
      return await run(argv, io);
    } catch (error) {
      io.stderr(formatError(error));
      if (argv.includes('--verbose') && error instanceof Error) io.stderr(error.stack ?? '');
      return 2;
    }
  },
};
