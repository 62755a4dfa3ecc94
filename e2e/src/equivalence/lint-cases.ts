import type { EquivalenceCases } from './case.js';

/** What ruff finds, where, and with which settings. */
export const lintCases: EquivalenceCases = {
  findings: {
    projects: { found: { files: { 'src/found/unused.py': 'import os\nimport sys\n' } } },
    failing: ['found:lint'],
    shows: { 'found:lint': 'Found 2 errors.' },
  },
  'files that are not formatted': {
    projects: {
      crooked: {
        files: { 'src/crooked/values.py': 'A  =  1\n', 'src/crooked/more.py': "B='b'\n" },
      },
    },
    failing: ['crooked:lint'],
    shows: { 'crooked:lint': '2 files would be reformatted' },
  },
  'settings of its own': {
    projects: {
      strict_lint: {
        files: { 'src/strict_lint/bare.py': 'def bare():\n    pass\n' },
        pyproject: '[tool.ruff.lint]\nselect = ["D103"]\n',
      },
      wide: {
        files: { 'src/wide/long.py': `LONG = "${'x'.repeat(100)}"\n` },
        pyproject: '[tool.ruff]\nline-length = 80\n\n[tool.ruff.lint]\nselect = ["E501"]\n',
      },
    },
    failing: ['strict_lint:lint', 'wide:lint', 'strict_lint:typecheck'],
  },
  'findings that are accepted': {
    projects: { accepted: { files: { 'src/accepted/unused.py': 'import os  # noqa: F401\n' } } },
    shows: { 'accepted:lint': 'All checks passed!' },
  },
  'files that ruff leaves out, some or all': {
    projects: {
      some_unlinted: {
        files: { 'src/some_unlinted/generated.py': 'import os\n' },
        pyproject: '[tool.ruff]\nextend-exclude = ["generated.py"]\n',
      },
      unlinted: { pyproject: '[tool.ruff]\nextend-exclude = ["*"]\n' },
    },
    shows: { 'unlinted:lint': 'No Python files found' },
  },
};
