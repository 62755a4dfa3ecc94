import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { isAllowed, pythonError } from './requested-python.js';

describe('a version of Python is let in', () => {
  const rows: [python: string, specifier: string, allowed: boolean][] = [
    ['3.11', '>=3.11', true],
    ['3.11', '>=3.11.4', true],
    ['3.11.2', '>=3.11.4', false],
    ['3.11', '>=3.12', false],
    ['3.11', '<3.11', false],
    ['3.11', '<=3.11', true],
    ['3.13', '~=3.11', true],
    ['3.13', '==3.11.*', false],
    ['3.11', '==3.11.*', true],
    ['3.12', '>=3.10,!=3.12.*,<4', false],
    ['3.13.2', '>=3.10,!=3.13.2', false],
    ['3.9', '>=3.10', false],
    ['3.10', '>3.9', true],
    ['3.11', 'no specifier', true],
  ];
  it.each(rows)('%s by %s: %s', (python, specifier, allowed) => {
    expect(isAllowed(python, specifier)).toBe(allowed);
  });
});

describe('why tests cannot run on a version of Python', () => {
  const manifest = (folder: string, required: string) =>
    parsePyproject(
      `${folder}/pyproject.toml`,
      `[project]\nname = "x"\nrequires-python = "${required}"\n`,
    );
  const place = { file: 'a/pyproject.toml', line: 9 };

  it('is nothing where all that share the lock let it in', () => {
    const manifests = [manifest('a', '>=3.10'), manifest('b', '>=3.11')];
    expect(pythonError('3.11', manifests, true, place)).toBeUndefined();
  });

  it('is a manifest that leaves it out, be it of another member', () => {
    const manifests = [manifest('a', '>=3.10'), manifest('b', '>=3.12')];
    expect(pythonError('3.11', manifests, true, place)).toMatchObject({
      code: 'PYTHON_UNSUITABLE',
      message:
        '`pythons` asks for Python 3.11, which requires-python of b/pyproject.toml excludes: >=3.12.',
      place,
      hint: 'remove 3.11 from `pythons`, or change requires-python in b/pyproject.toml:3.',
    });
  });

  it('is the lack of a uv.lock', () => {
    expect(pythonError('3.11', [], false, place)).toMatchObject({
      code: 'PYTHON_UNSUITABLE',
      hint: 'run `uv lock`, or remove `pythons`.',
    });
  });
});
