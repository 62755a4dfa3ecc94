import { lock } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';
import { mypyPlugin, type Project } from './workspace.js';

/** A workspace and the shell that its commands run in. */
export interface Place {
  workspace: Workspace;
  /** Variables of the shell. */
  variables: Record<string, string>;
}

/** Makes something so (`on`) or not; of one project where the edit is about one. */
export type Edit = (place: Place, on: boolean, project: Project) => void | Promise<void>;

function setVariable(name: string, value: string): Edit {
  return ({ variables }, on) => {
    if (on) delete variables[name];
    else variables[name] = value;
  };
}

const write =
  (file: (project: Project) => string, green: string, red: string): Edit =>
  ({ workspace }, on, project) =>
    workspace.write(file(project), on ? green : red);

/** A lock with another version of a package, and so another environment. */
const installed: Edit = async ({ workspace }, on) => {
  const file = 'libs/base/pyproject.toml';
  const [before, after] = on ? ['idna==3.7', 'idna==3.6'] : ['idna==3.6', 'idna==3.7'];
  if (!workspace.read(file).includes(before)) return;
  workspace.replace(file, before, after);
  await lock(workspace);
};

/** Edits that turn some tasks red or green, or that no result may depend on. */
export const edits: Record<string, Edit> = {
  'a value that tests depend on': write(
    (name) => `libs/${name}/src/${name}/value.py`,
    'VALUE = 1\n',
    'VALUE = 2\n',
  ),
  'a type that others depend on': write(
    (name) => `libs/${name}/src/${name}/kind.py`,
    'KIND: int = 1\n',
    'KIND: str = "1"\n',
  ),
  'an unused import': write(
    (name) => `libs/${name}/src/${name}/more.py`,
    'MORE = 1\n',
    'import os\n',
  ),
  'a text that a package ships': write(
    (name) => `libs/${name}/src/${name}/prompt.md`,
    'green\n',
    'red\n',
  ),
  'code in a read-me': write(
    (name) => `libs/${name}/README.md`,
    '# Read me\n\n```python\nx = 1\n```\n',
    '# Read me\n\n```python\nx=1\n```\n',
  ),
  'a rule of ruff for all': write(
    () => 'ruff.toml',
    'line-length = 100\n',
    '[lint]\nselect = ["D100"]\n',
  ),
  'settings that those of a sub-folder extend': write(
    () => 'ruff-tests.toml',
    '[lint]\nselect = ["E", "F"]\n',
    '[lint]\nselect = ["E", "F", "D100"]\n',
  ),
  'an option of pytest for all': write(
    () => 'conftest.py',
    '',
    'collect_ignore_glob = []\nassert False, "red"\n',
  ),
  'settings that arguments name': write(
    () => 'mypy-args.ini',
    '[mypy]\nstrict = True\nplugins = scripts/judge.py\n',
    '[mypy]\nstrict = True\ndisallow_any_explicit = True\nwarn_unreachable = True\nplugins = scripts/none.py\n',
  ),
  'a plugin of mypy': ({ workspace }, on) => workspace.write('scripts/judge.py', mypyPlugin(!on)),
  'a file behind a link': write(
    () => 'shared/limits/__init__.py',
    'LIMIT: int = 1\n',
    'LIMIT: str = "1"\n',
  ),
  'an installed package': installed,
  'a variable of pytest': setVariable('PYTEST_ADDOPTS', '-k nothing_has_this_name'),
  'a variable of Python': setVariable('PYTHONOPTIMIZE', '1'),
  'a variable of Python in a .env file of a project': write(
    (name) => `libs/${name}/.env`,
    '',
    'PYTHONOPTIMIZE=1\n',
  ),
  'a variable of ruff': setVariable('RUFF_NO_CACHE', 'true'),
};
