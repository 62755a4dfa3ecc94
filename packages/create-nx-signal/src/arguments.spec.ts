import { describe, expect, it } from 'vitest';
import { findAnswers } from './answers.js';
import { readArguments, usage } from './arguments.js';
import { choices } from './choices.js';
import { CreateError } from './create-error.js';

function refusal(args: string[]): CreateError {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof CreateError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the command line', () => {
  it('is read', () => {
    expect(readArguments(['shop', '--kind=service', '--type-checker', 'mypy', '-y'])).toMatchObject(
      {
        folder: 'shop',
        kind: 'service',
        typeChecker: 'mypy',
        yes: true,
        help: false,
      },
    );
  });

  it.each([
    [['--kind=app'], '--kind cannot be "app".', 'it is one of library'],
    [['--ci', 'jenkins'], '--ci cannot be "jenkins".', 'github, gitlab, none'],
    [['--type-checker=x'], '--type-checker cannot be "x".', 'mypy'],
    [['--python=3'], '--python cannot be "3".', '3.12'],
    [['--kinds=x'], "Unknown option '--kinds'.", '--help'],
    [['a', 'b'], 'One folder is enough; there are 2.', '--help'],
  ])('%j is refused', (args, message, hint) => {
    const error = refusal(args);
    expect(error.message).toBe(message);
    expect(error.hint).toContain(hint);
  });

  it('documents every choice', () => {
    for (const value of Object.values(choices).flat()) expect(usage).toContain(value);
  });
});

describe('answers', () => {
  it('are defaults where nobody can be asked', async () => {
    expect(await findAnswers(readArguments(['shop']), false)).toMatchObject({
      folder: 'shop',
      kind: 'library',
      ci: 'none',
      typeChecker: 'mypy',
    });
  });

  it('are defaults with --yes, terminal or not', async () => {
    expect(await findAnswers(readArguments(['shop', '--yes']), true)).toMatchObject({ ci: 'none' });
  });

  it('need a name', async () => {
    await expect(findAnswers(readArguments([]), false)).rejects.toThrow(
      'The new workspace needs a name.',
    );
  });
});
