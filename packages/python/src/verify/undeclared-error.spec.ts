import { expect, it } from 'vitest';
import { formatError } from '../errors.js';
import { undeclaredError, unverifiedError } from './undeclared-error.js';

const undeclared = {
  task: 'models:test:unit',
  project: 'models',
  directory: 'libs/models',
  kind: 'test:unit',
  declared: { inputs: [], env: [] },
  variables: [],
  ignored: [],
  hides: false,
  strangers: new Map<string, string>(),
};

it('shows the file, the command and the lines', () => {
  const error = undeclaredError({ ...undeclared, files: ['data/prices.json'] });
  expect(formatError(error)).toMatchInlineSnapshot(`
    "error [INPUTS_UNDECLARED]: models:test:unit read a file that is not among its inputs, so a stored result can be out of date:
      data/prices.json

    hint: declare it:
      run npx nx-signal accept-inputs models:test:unit
      or write into libs/models/pyproject.toml

        [tool.nx-signal.targets."test:unit"]
        inputs = ["{workspaceRoot}/data/prices.json"]"
  `);
});

it('names projects that could be dependencies, and keeps the inputs that are declared', () => {
  const files = ['libs/billing/rates.json', 'libs/models/README.md', 'libs/tax/rates.json'];
  const strangers = new Map([
    ['libs/billing/rates.json', 'billing'],
    ['libs/tax/rates.json', 'tax'],
  ]);
  const declared = { inputs: ['{workspaceRoot}/data/**/*'], env: [] };
  expect(
    formatError(undeclaredError({ ...undeclared, files, strangers, declared })),
  ).toMatchInlineSnapshot(`
      "error [INPUTS_UNDECLARED]: models:test:unit read 3 files that are not among its inputs, so a stored result can be out of date:
        libs/billing/rates.json (of billing, which models does not depend on)
        libs/models/README.md
        libs/tax/rates.json (of tax, which models does not depend on)

      hint: declare the dependency on billing and tax, or declare the files as inputs:
        run npx nx-signal accept-inputs models:test:unit
        or write into libs/models/pyproject.toml

          [tool.nx-signal.targets."test:unit"]
          inputs = [
              "{workspaceRoot}/data/**/*",
              "{workspaceRoot}/libs/billing/rates.json",
              "{projectRoot}/README.md",
              "{workspaceRoot}/libs/tax/rates.json",
          ]"
    `);
});

it('names variables with the place that reads them, beside files and what is declared', () => {
  const variables = [
    { name: 'RATE', file: 'libs/models/src/models/a.py', line: 3 },
    { name: 'TAX', file: 'libs/tax/src/tax/b.py', line: 1 },
  ];
  const declared = { inputs: [], env: ['ZONE'] };
  expect(
    formatError(undeclaredError({ ...undeclared, files: ['data/a'], variables, declared })),
  ).toMatchInlineSnapshot(`
    "error [INPUTS_UNDECLARED]: models:test:unit read a file and 2 variables that are not among its inputs, so a stored result can be out of date:
      data/a
      RATE (libs/models/src/models/a.py:3 reads the variable)
      TAX (libs/tax/src/tax/b.py:1 reads the variable)

    hint: declare them:
      run npx nx-signal accept-inputs models:test:unit
      or write into libs/models/pyproject.toml

        [tool.nx-signal.targets."test:unit"]
        inputs = ["{workspaceRoot}/data/a"]
        env = ["ZONE", "RATE", "TAX"]"
  `);
  const [first] = variables;
  const only = { ...undeclared, files: [], variables: first ? [first] : [] };
  expect(formatError(undeclaredError(only))).toContain('read a variable that is not among');
});

it('has Nx read from the disk what git ignores', () => {
  const files = ['libs/models/src/models/x_pb2.py', 'tools/y.py'];
  const ignored = ['libs/models/src/models/x_pb2.py'];
  const text = formatError(undeclaredError({ ...undeclared, files, ignored }));
  expect(text).toContain('  libs/models/src/models/x_pb2.py (ignored by git or Nx)\n');
  expect(text).toContain(
    '{ fileset = "{projectRoot}/src/models/x_pb2.py", includeIgnored = true }',
  );
  expect(text).toContain('"{workspaceRoot}/tools/y.py"');
});

it('says how a run gets verified', () => {
  expect(formatError(unverifiedError('a:test:unit'))).toContain('hint: let pytest end normally');
});
