/**
 * The workspaces that the proof locks: each a folder of files, some with something to do first.
 * `markers: true` marks a lock in which uv drops packages by thinking about markers: what it
 * exports may be less than the closure, never more.
 */

/** Text of a pyproject.toml with a `[project]` table; `rest` follows it. */
export function project(name, dependencies = [], rest = '') {
  return `[project]
name = "${name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ${JSON.stringify(dependencies)}
${rest}`;
}

export const buildSystem = `
[build-system]
requires = ["uv_build"]
build-backend = "uv_build"
`;

const application = {
  title: 'an application alone',
  files: {
    'pyproject.toml': project(
      'application',
      ['requests[socks]', 'idna>=3', 'rich'],
      `
[project.optional-dependencies]
fast = ["attrs"]
web = ["httpx[http2]", "application[fast]"]
empty = []
[dependency-groups]
dev = ["pytest", { include-group = "types" }]
types = ["mypy", "types-requests"]
`,
    ),
  },
};

const members = {
  title: 'members that require each other, with extras and groups',
  files: {
    'pyproject.toml': project(
      'root',
      ['api'],
      `
[dependency-groups]
dev = ["ruff", "models[validation]"]
[tool.uv.workspace]
members = ["libs/*", "services/*"]
[tool.uv.sources]
api = { workspace = true }
models = { workspace = true }
`,
    ),
    'libs/models/pyproject.toml': project(
      'models',
      ['attrs'],
      `
[project.optional-dependencies]
validation = ["pydantic"]
round = ["api"]
all = ["models[validation]", "models[round]"]
[dependency-groups]
test = ["pytest", "hypothesis"]
[tool.uv.sources]
api = { workspace = true }
${buildSystem}`,
    ),
    'services/api/pyproject.toml': project(
      'api',
      ['models[validation,unknown]', 'starlette'],
      `
[project.optional-dependencies]
server = ["uvicorn[standard]"]
[dependency-groups]
dev = ["httpx", "api[server]"]
[tool.uv.sources]
models = { workspace = true }
api = { workspace = true }
`,
    ),
    'services/worker/pyproject.toml': project(
      'worker',
      ['models'],
      `
[tool.uv.sources]
models = { workspace = true }
`,
    ),
  },
};

const forks = {
  title: 'versions forked by markers',
  files: {
    'pyproject.toml': project(
      'forked',
      ["numpy<2; python_version < '3.12'", "numpy>=2; python_version >= '3.12'", 'pandas'],
      `
[project.optional-dependencies]
plot = ["contourpy"]
[dependency-groups]
dev = ["colorama; sys_platform == 'win32'", "pytest"]
old = ["idna<3; sys_platform == 'linux'", "idna>=3; sys_platform != 'linux'", "requests"]
`,
    ),
  },
};

const conflicts = {
  title: 'versions forked by conflicting extras and groups',
  markers: true,
  files: {
    'pyproject.toml': project(
      'conflicting',
      ['requests'],
      `
[project.optional-dependencies]
old = ["attrs<23"]
new = ["attrs>=23", "jsonschema"]
[dependency-groups]
low = ["idna<3"]
high = ["idna>=3", "httpx"]
[tool.uv]
conflicts = [
    [{ extra = "old" }, { extra = "new" }],
    [{ group = "low" }, { group = "high" }],
]
`,
    ),
  },
};

const sources = {
  title: 'git, URL, path, directory and index sources',
  /** Builds the packages to depend on, and fills in where they are. */
  async prepare({ folder, run, uv, address, edit }) {
    const built = `${folder}/built`;
    await run(uv, ['build', '--quiet', '--wheel', `${built}/wheel`, '-o', `${folder}/files`]);
    await run(uv, ['build', '--quiet', '--sdist', `${built}/sdist`, '-o', `${folder}/files`]);
    await run(uv, ['build', '--quiet', '--wheel', `${built}/remote`, '-o', `${folder}/files`]);
    await run(uv, ['build', '--quiet', '--wheel', `${built}/flat`, '-o', `${folder}/index`]);
    await run(uv, ['build', '--quiet', '--wheel', `${built}/flat`, '-o', `${folder}/other`]);
    const git = (...parts) => run('git', ['-C', `${folder}/repository`, ...parts]);
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '.');
    const author = ['-c', 'user.name=proof', '-c', 'user.email=proof@example.test'];
    await git(...author, 'commit', '--quiet', '--message', 'first');
    const values = { REPOSITORY: `file://${folder}/repository`, ADDRESS: address };
    edit('pyproject.toml', (text) =>
      text.replace(/\b(REPOSITORY|ADDRESS)\b/g, (key) => values[key]),
    );
  },
  files: {
    'pyproject.toml': project(
      'sources',
      [
        'from-git',
        'from-wheel[more]',
        'from-sdist',
        'from-address',
        'from-index',
        'beside',
        'linked',
      ],
      `
[project.optional-dependencies]
subdirectory = ["from-subdirectory"]
[tool.uv.sources]
from-git = { git = "REPOSITORY", branch = "main" }
from-subdirectory = { git = "REPOSITORY", branch = "main", subdirectory = "below" }
from-wheel = { path = "files/from_wheel-0.1.0-py3-none-any.whl" }
from-sdist = { path = "files/from_sdist-0.1.0.tar.gz" }
from-address = { url = "ADDRESS/files/from_address-0.1.0-py3-none-any.whl" }
from-index = [
    { index = "flat", marker = "sys_platform == 'linux'" },
    { index = "other", marker = "sys_platform != 'linux'" },
]
beside = { path = "beside" }
linked = { path = "linked", editable = true }
[[tool.uv.index]]
name = "flat"
url = "index"
format = "flat"
explicit = true
[[tool.uv.index]]
name = "other"
url = "other"
format = "flat"
explicit = true
`,
    ),
    'repository/pyproject.toml': project('from-git', ['six']),
    'repository/below/pyproject.toml': project('from-subdirectory', ['pluggy']),
    'built/wheel/pyproject.toml': project(
      'from-wheel',
      ['attrs'],
      `[project.optional-dependencies]\nmore = ["packaging"]\n${buildSystem}`,
    ),
    'built/wheel/src/from_wheel/__init__.py': '',
    'built/sdist/pyproject.toml': project('from-sdist', ['click'], buildSystem),
    'built/sdist/src/from_sdist/__init__.py': '',
    'built/remote/pyproject.toml': project('from-address', ['idna'], buildSystem),
    'built/remote/src/from_address/__init__.py': '',
    'built/flat/pyproject.toml': project('from-index', ['certifi'], buildSystem),
    'built/flat/src/from_index/__init__.py': '',
    'beside/pyproject.toml': project('beside', ['h11']),
    'linked/pyproject.toml': project(
      'linked',
      ['iniconfig'],
      `[dependency-groups]\ndev = ["toml"]\n${buildSystem}`,
    ),
  },
};

const virtualRoot = {
  title: 'a root that is no project, with groups that include groups',
  files: {
    'pyproject.toml': `[dependency-groups]
dev = ["pytest", { include-group = "lint" }, "one[more]"]
lint = ["ruff", { include-group = "base" }]
base = ["colorama; sys_platform == 'win32'", "click"]
[tool.uv.workspace]
members = ["libs/*"]
[tool.uv.sources]
one = { workspace = true }
`,
    'libs/one/pyproject.toml': project(
      'one',
      ['six'],
      `
[project.optional-dependencies]
more = ["attrs"]
[dependency-groups]
test = ["hypothesis"]
lint = ["mypy-extensions"]
`,
    ),
    'libs/two/pyproject.toml': project(
      'two',
      ['one[more]', 'idna'],
      '[tool.uv.sources]\none = { workspace = true }\n',
    ),
  },
};

const spelling = {
  title: 'names in every spelling',
  files: {
    'pyproject.toml': project(
      'My_App.Core',
      ['Typing_Extensions', 'my.LIB__One[Big_Extra]'],
      `
[project.optional-dependencies]
Web_UI = ["Jinja2", "Charset_Normalizer"]
[dependency-groups]
Dev_Tools = ["PyYAML", { include-group = "type.Checks" }]
Type_Checks = ["MyPy_Extensions"]
[tool.uv.workspace]
members = ["libs/*"]
[tool.uv.sources]
My-Lib_One = { workspace = true }
`,
    ),
    'libs/one/pyproject.toml': project(
      'My.Lib-One',
      ['PySocks'],
      `
[project.optional-dependencies]
big-extra = ["Zipp"]
`,
    ),
  },
};

export const workspaces = [application, members, forks, conflicts, sources, virtualRoot, spelling];
