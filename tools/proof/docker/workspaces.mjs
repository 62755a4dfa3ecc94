import { buildSystem, workspaces as locks, project } from '../lock/workspaces.mjs';

const byTitle = (part) => locks.find(({ title }) => title.includes(part));

/** The images to make of each workspace of the lock proof, and of some more. */
const images = {
  'an application alone': [
    { project: '.' },
    { project: '.', extras: ['fast'] },
    { project: '.', extras: ['fast', 'web', 'empty'], groups: ['dev'] },
  ],
  'members that require': [
    // An extra that nobody asks for needs a project that is left out: nothing for a new resolution.
    { project: 'services/worker', name: 'worker', check: false },
    { project: 'services/api', name: 'api' },
    { project: 'services/api', name: 'api', extras: ['server'], groups: ['dev'] },
    { project: 'libs/models', name: 'models', extras: ['all'] },
    { project: '.', name: 'root' },
  ],
  'forked by markers': [
    { project: '.' },
    { project: '.', extras: ['plot'], groups: ['old', 'dev'] },
  ],
  'conflicting extras': [
    { project: '.' },
    { project: '.', extras: ['old'] },
    { project: '.', extras: ['new'], groups: ['high'] },
  ],
  // uv writes the absolute path of a local index into the metadata: elsewhere it would write another.
  'git, URL': [
    { project: '.', check: false },
    { project: '.', extras: ['subdirectory'], check: false },
  ],
  'a root that is no project': [
    { project: 'libs/one', name: 'one' },
    { project: 'libs/two', name: 'two' },
    { project: 'libs/one', name: 'one', extras: ['more'], groups: ['test', 'lint'] },
  ],
  spelling: [
    { project: 'libs/one', name: 'my-lib-one', extras: ['big-extra'] },
    { project: '.', extras: ['web-ui'], groups: ['dev-tools'] },
  ],
};

/** Files that the lock proof can do without: here everything is built. */
const modules = {
  'members that require': { 'libs/models/src/models/__init__.py': '' },
  'git, URL': { 'linked/src/linked/__init__.py': '' },
};

const manifest = (name, dependencies, rest = '') =>
  project(name, dependencies, `${rest}${buildSystem}`);

/** What the lock proof has no need for: settings at the root that speak of projects left out. */
const settings = {
  title: 'a root with members by name, sources, an index, constraints and default groups',
  files: {
    'pyproject.toml': `[project]
name = "root"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["left"]
[dependency-groups]
dev = ["iniconfig"]
lint = ["ruff"]
[tool.uv]
default-groups = ["dev", "lint"]
constraint-dependencies = ["idna<3.11"]
override-dependencies = ["six>=1.16"]
[tool.uv.workspace]
members = ["left", "right", "apps/*"]
exclude = ["apps/old"]
[tool.uv.sources]
left = { workspace = true }
right = { workspace = true }
[[tool.uv.index]]
name = "pypi"
url = "https://pypi.org/simple"
default = true
[tool.ruff]
line-length = 100
`,
    'left/pyproject.toml': manifest('left', ['idna']),
    'left/src/left/__init__.py': '',
    'right/pyproject.toml': manifest(
      'right',
      ['left', 'six', 'python-dateutil'],
      '[dependency-groups]\ndev = ["pytest"]\n[tool.uv]\ndefault-groups = ["dev"]\n',
    ),
    'right/src/right/__init__.py': '',
    'apps/one/pyproject.toml': manifest('one', ['click']),
    'apps/one/src/one/__init__.py': '',
  },
  images: [
    { project: 'left', name: 'left' },
    { project: 'right', name: 'right' },
    { project: 'apps/one', name: 'one' },
    { project: '.' },
  ],
};

const proven = Object.entries(images).map(([part, list]) => {
  const workspace = byTitle(part);
  return { ...workspace, files: { ...workspace.files, ...modules[part] }, images: list };
});

export const workspaces = [...proven, settings];
