import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { formatError, SignalError } from '../errors.js';
import { nxCommand } from './nx-command.js';

/** What Nx calls: a generator that may leave work for when its files are written. */
export type Generator<Options> = (
  tree: Tree,
  options: Options,
) => Promise<GeneratorCallback | undefined>;

/** Nx prints an error's message and nothing else of it: this one says all there is to say. */
function forPeople(error: unknown): unknown {
  if (!(error instanceof SignalError)) return error;
  return new Error(formatError(error), { cause: error });
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
