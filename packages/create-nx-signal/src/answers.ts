import { isCancel, select, text } from '@clack/prompts';
import type { Arguments } from './arguments.js';
import { type Choice, choices } from './choices.js';
import { CreateError } from './create-error.js';
import { checkPlace } from './preflight.js';

/** All that is needed to make a workspace. */
export interface Answers {
  folder: string;
  kind: string;
  ci: string;
  typeChecker: string;
  project: string | undefined;
  python: string | undefined;
}

const questions: Record<Choice, string> = {
  kind: 'What should the first project be?',
  ci: 'Where should the pipeline run?',
  typeChecker: 'Which type checker?',
};

const defaults: Record<Choice, string> = { kind: 'library', ci: 'none', typeChecker: 'mypy' };

/** What an answer means, where its name does not say it. */
const hints: Readonly<Record<string, string>> = {
  library: 'a typed package',
  service: 'HTTP, with FastAPI',
  worker: 'handles messages until it is stopped',
  extension: 'native code in C',
  none: 'not now',
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
};

/** Thrown when a user turns away from a question. */
export class Cancelled extends Error {}

function given<T>(answer: T | symbol): T {
  if (isCancel(answer)) throw new Cancelled();
  return answer as T;
}

async function choose(name: Choice): Promise<string> {
  const options = choices[name].map((value) => {
    const hint = hints[value];
    return hint === undefined ? { value, label: value } : { value, label: value, hint };
  });
  // One possible answer is none to ask for.
  if (options.length === 1) return defaults[name];
  return given(await select({ message: questions[name], options, initialValue: defaults[name] }));
}

async function askFolder(): Promise<string> {
  const message = 'What should the workspace be called?';
  const validate = (value: string | undefined) => {
    if (!value?.trim()) return 'It needs a name.';
    try {
      checkPlace(value, process.cwd());
      return undefined;
    } catch (error) {
      return error instanceof CreateError ? `${error.message} ${error.hint}` : String(error);
    }
  };
  return given(await text({ message, placeholder: 'shop', validate }));
}

/**
 * The answers: from the command line, else asked, else their defaults.
 *
 * @param interactive - whether there is anybody to ask
 * @throws CreateError without a folder and without anybody to ask; {@link Cancelled}
 */
export async function findAnswers(args: Arguments, interactive: boolean): Promise<Answers> {
  const ask = interactive && !args.yes;
  if (args.folder === undefined && !ask)
    throw new CreateError('The new workspace needs a name.', 'npm create nx-signal@latest NAME');
  const folder = args.folder ?? (await askFolder());
  const answer = async (name: Choice) => args[name] ?? (ask ? await choose(name) : defaults[name]);
  return {
    folder,
    kind: await answer('kind'),
    ci: await answer('ci'),
    typeChecker: await answer('typeChecker'),
    project: args.project,
    python: args.python,
  };
}
