import { expect, it } from 'vitest';
import { formatError } from '../errors.js';
import { hiddenPluginsError, undeclaredPackagesError } from './undeclared-packages.js';

const request = {
  project: 'labels',
  directory: 'libs/labels',
  environment: '.',
  lock: 'uv.lock',
  group: 'dev' as string | undefined,
};

it('tells each distribution, who imports it, and each command once', () => {
  const error = undeclaredPackagesError({
    task: 'labels:test:unit',
    project: 'labels',
    kind: 'test:unit',
    packages: [
      { module: 'mypy.api', distribution: 'mypy', file: 'libs/labels/tests/test_a.py', line: 4 },
      { module: 'idna.core', distribution: 'idna', file: 'libs/labels/tests/test_a.py', line: 3 },
      { module: 'idna', distribution: 'idna', file: 'libs/labels/src/labels.py', line: 1 },
      { module: 'pytest_mock', distribution: 'pytest-mock', file: undefined, line: 0 },
    ],
    requestFor: ({ file }) => ({ ...request, group: file?.includes('src') ? undefined : 'dev' }),
  });
  expect(formatError(error)).toMatchInlineSnapshot(`
    "error [PACKAGE_UNDECLARED]: labels:test:unit needs 3 distributions outside the dependencies of labels:
      idna
        libs/labels/src/labels.py:1 imports idna
        libs/labels/tests/test_a.py:3 imports idna.core
      mypy
        libs/labels/tests/test_a.py:4 imports mypy.api
      pytest-mock
        pytest loads pytest_mock

    hint: declare the imported packages:
      in libs/labels/pyproject.toml
        [tool.nx-signal.targets."test:unit"]
        inputs = [{ externalDependencies = ["pypi:mypy"] }]
      uv add --package labels --group dev pytest-mock
      uv add --package labels idna"
  `);
});

it('speaks of hidden plugins only where pytest lacks something', () => {
  const lacking = "E       fixture 'mocker' not found\n";
  const about = (output: string, plugins: string[]) =>
    hiddenPluginsError('labels:test:unit', plugins, output, request);
  expect(about('1 failed', ['pytest-mock'])).toBeUndefined();
  expect(about(lacking, [])).toBeUndefined();
  for (const words of [
    'async def functions are not natively supported.',
    "'asyncio' not found in `markers` configuration option",
    'pytest: error: unrecognized arguments: -n',
  ])
    expect(about(words, ['pytest-mock'])).toBeDefined();
  expect(formatError(about(lacking, ['pytest-mock', 'quiet-plug']))).toMatchInlineSnapshot(`
    "error [PACKAGE_UNDECLARED]: labels:test:unit needs a pytest plugin that it does not declare. These are installed for other projects only: pytest-mock, quiet-plug.

    hint: declare the right one, for example with \`uv add --package labels --group dev pytest-mock\`."
  `);
});
