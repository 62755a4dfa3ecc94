import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { formatError, SignalError } from '../errors.js';
import { nxCommand } from './nx-command.js';

/** What Nx calls: a generator that may leave work for when its files are written. */
export type Generator<Options> = (
  tree: Tree,
  options: Options,
) => Promise<GeneratorCallback | undefined>;

/** What a schema has found wrong, without the library that checks it. */
interface Issue {
  path: PropertyKey[];
  message: string;
}

/** An option of a form that Nx's own check of the schema lets through. */
function refusedOption(error: unknown): SignalError | undefined {
  const { issues } = Object(error) as { issues?: Issue[] };
  const issue = Array.isArray(issues) ? issues[0] : undefined;
  if (issue === undefined) return undefined;
  return new SignalError({
    code: 'USAGE',
    message: `--${issue.path.map(String).join('.')} is not valid: ${issue.message}.`,
    hint: 'run the generator with --help to see its options.',
    cause: error,
  });
}

/** Nx prints an error's message and nothing else of it: this one says all there is to say. */
function forPeople(error: unknown): unknown {
  const known = error instanceof SignalError ? error : refusedOption(error);
  return known ? new Error(formatError(known), { cause: error }) : error;
}

/**
 * A generator, and the work it leaves, with errors that say place and remedy.
 *
 * @param next - what to run of Nx once all is done: `signal orders`
 */
export function forNx<Options>(
  generator: Generator<Options>,
  next?: (options: Options) => string,
): Generator<Options> {
  return async (tree, options) => {
    try {
      const callback = await generator(tree, options);
      return (
        callback &&
        (async () => {
          try {
            await callback();
            if (next) logger.info(`\nNext: ${nxCommand(tree)} ${next(options)}`);
          } catch (error) {
            throw forPeople(error);
          }
        })
      );
    } catch (error) {
      throw forPeople(error);
    }
  };
}
