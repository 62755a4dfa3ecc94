/**
 * @typedef {object} Repository a public repository that the plugin is tried on
 * @property {string} name
 * @property {string} id owner and name on GitHub
 * @property {string} commit
 * @property {string} shape
 * @property {string[]} [environment] what its readme, or `init`, says to do before anything runs
 * @property {string[]} [hand] what makes the environment of the commands by hand complete
 * @property {Record<string, string>} [own] its own commands by target; `{root}` stands for a project's folder
 * @property {string[]} [atRoot] targets whose commands are for the project at the root alone
 * @property {string[]} [targets] the targets that run, where not all of them do
 * @property {string[]} [projects] the projects whose tasks run, where not all of them do
 * @property {boolean} [graphOnly] no task is run
 * @property {string} [without] what is not run, and why
 * @property {string[]} [remove] files that only work with packages which are not installed here
 * @property {string[]} [withoutPlugins] plugins of Nx, likewise
 * @property {Record<string, string>} [explained] edges that differ from manifests and imports, and why that is right
 * @property {string} [line] the line that it needs
 * @property {string} [remark] what does not work, and why
 */

const pip = (...what) => `uv venv -q && uv pip install -q ${what.join(' ')}`;
/** What poetry.lock has, as Poetry exports it. */
const poetry = (folder) =>
  `cd ${folder} && list=$(mktemp) && uv tool run -q --with poetry-plugin-export poetry export -q --without-hashes --all-groups -o $list && uv venv -q && uv pip install -q -r $list -e .`;
/** What pdm.lock has, as PDM exports it. */
const pdm = (folder, groups) =>
  `cd ${folder} && list=$(mktemp) && uv tool run -q --with "hishel<1.2" pdm export -q ${groups} --without-hashes -o $list && uv venv -q --clear && uv pip install -q -r $list -e .`;
const everything = 'uv sync -q --frozen --inexact --all-packages --all-groups';

const ruff = 'ruff check . && ruff format --check .';
/** Ruff as a hook of pre-commit runs it. */
const hook = (version, where = '.') =>
  `uv tool run -q ruff@${version} check ${where} && uv tool run -q ruff@${version} format --check ${where}`;

/** @type {Repository[]} */
export const repositories = [
  {
    name: 'smithy-python',
    id: 'smithy-lang/smithy-python',
    commit: '6924bc5d7d05bbc8992b683926d787652b2f801b',
    shape: 'uv workspace, 7 members',
    hand: ['uv sync -q --frozen --all-packages --all-extras'],
    own: {
      lint: 'ruff check {root} --config pyproject.toml && ruff format --check {root} --config pyproject.toml',
      typecheck: 'pyright {root}',
      'test:unit': 'pytest -q {root}',
    },
  },
  {
    name: 'opentelemetry-python-contrib',
    id: 'open-telemetry/opentelemetry-python-contrib',
    commit: '466ae4c00de77d1f54f77a9600f1d08eba2306b5',
    shape: 'uv workspace, one namespace across 74 projects',
    targets: ['lint'],
    own: { lint: hook('0.16.0', '{root}') },
    without:
      'its types and tests did not run: its lock takes OpenTelemetry itself from GitHub, which is not at hand',
  },
  {
    name: 'uv-monorepo',
    id: 'JasperHG90/uv-monorepo',
    commit: '64bafb8988a95714ddc276e208c524818e3e7c3d',
    shape: 'uv workspace, all tests at the root',
    hand: [everything],
    own: { lint: 'uv tool run -q ruff@0.2.1 check .' },
  },
  {
    name: 'servers',
    id: 'modelcontextprotocol/servers',
    commit: '76d64c822f5125032f89eb71dbdb94e42b434821',
    shape: 'a uv.lock per project, JavaScript beside it',
    hand: [
      'for folder in src/fetch src/git src/time; do (cd $folder && uv sync -q --frozen --all-extras --dev); done',
    ],
    own: { lint: 'ruff check .', typecheck: 'pyright', 'test:unit': 'pytest' },
  },
  {
    name: 'langgraph',
    id: 'langchain-ai/langgraph',
    commit: 'f09cfe8ffc1eeffd68f4b628ed69c30f7cad229f',
    shape: 'a uv.lock per project, examples in between',
    graphOnly: true,
    without:
      'only its graph was measured: its tests want PostgreSQL, Redis, Docker or a SQLite with extensions, or take minutes; in a run that was stopped, `lint`, `typecheck` and `test:unit` of langgraph-sdk were green and replayed',
    explained: {
      'libs/cli/uv-examples/monorepo/apps/agent -> langgraph*': 'its lock takes it from the index',
      'simple-uv-agent -> langgraph': 'its lock takes it from the index',
      'uv-monorepo-example -> langgraph*': 'its lock takes it from the index',
      'langgraph-cli -> langgraph*': 'its lock takes it from the index',
    },
  },
  {
    name: 'adriangb',
    id: 'adriangb/python-monorepo',
    commit: '9bb66f4af012b29a7fd706eac3a09f47975dffed',
    shape: 'the same projects twice: Poetry and PDM with path dependencies',
    graphOnly: true,
    without:
      'only its graph was measured: the PDM of today can neither install nor export its lock, and Poetry exports none of its path dependencies',
  },
  {
    name: 'ya-mori',
    id: 'ya-mori/python-monorepo',
    commit: '299ccf527c97f755e6c0ee4fa4a430178f29f2d3',
    shape: 'Poetry, a lock per project, path dependencies',
    graphOnly: true,
    without:
      'only its graph was measured: its projects want TensorFlow, Python 3.8.6, or a pytest that no Python of today runs',
  },
  {
    name: 'dermidgen',
    id: 'dermidgen/python-monorepo',
    commit: 'e0380297b7d187b44a28343f627bb8c8d3400e69',
    shape: 'Poetry, path dependencies, some locks',
    environment: [pip('"ruff>=0.17"')],
    without: 'it has no tests and no type checker',
  },
  {
    name: 'pdm-backend',
    id: 'pdm-project/pdm-backend',
    commit: '7597482ee8223ee47dad618ab0c839aa631d5b12',
    shape: 'PDM, a single package with projects among its fixtures',
    environment: [`${pdm('.', '-G test -G dev')}`],
    own: {
      lint: hook('0.15.15'),
      'test:unit': 'pytest -q',
    },
  },
  {
    name: 'hatch',
    id: 'pypa/hatch',
    commit: 'ed8e30bebf98f2fe4d70c18a32a50a8160c391cb',
    shape: 'hatch, two projects, no lock',
    environment: [
      pip(
        '-e . -e backend "ruff>=0.17" "pyrefly>=0.40" editables setuptools pytest filelock flit-core trustme',
      ),
    ],
    targets: ['lint', 'typecheck'],
    own: { lint: ruff, typecheck: 'pyrefly check' },
    explained: { 'datadog -> hatchling': 'its build takes it from the index' },
    without: 'its tests did not run: they install from PyPI for more than ten minutes',
  },
  {
    name: 'markitdown',
    id: 'microsoft/markitdown',
    commit: 'a51f725d7ff4cdfe3bb6ad2ce2c04d98bf5f1f00',
    shape: 'hatch, four projects, no lock',
    environment: [
      `cd packages/markitdown && ${pip('-e ".[all]" openai pytest')}`,
      `cd packages/markitdown-ocr && ${pip('-e "../markitdown[all]" -e ".[llm]" pytest')}`,
      `cd packages/markitdown-mcp && ${pip('-e ../markitdown -e . pytest')}`,
      `cd packages/markitdown-sample-plugin && ${pip('-e ../markitdown -e . pytest')}`,
    ],
    own: { 'test:unit': 'pytest -q' },
  },
  {
    name: 'pyupgrade',
    id: 'asottile/pyupgrade',
    commit: '1915f5dfa65063de58d3df821312e9a582ef5cea',
    shape: 'setuptools with setup.cfg alone',
    environment: [pip('-e . -r requirements-dev.txt')],
  },
  {
    name: 'markupsafe',
    id: 'pallets/markupsafe',
    commit: '1251593f6b0e3b45f2cc8aba662622bc22d6a5e2',
    shape: 'C extension, uv.lock',
    hand: [everything],
    own: { typecheck: 'mypy' },
  },
  {
    name: 'jiter',
    id: 'pydantic/jiter',
    commit: '785cf750016150bda7410e95525bd6ed398102c4',
    shape: 'Rust extension of maturin in a uv workspace',
    hand: [everything],
    own: { lint: ruff, 'test:unit': 'pytest -q' },
  },
  {
    name: 'cosmicpython',
    id: 'cosmicpython/code',
    commit: '14c84797ffa77255d53cf1a02fe6aafda2b68aeb',
    shape: 'requirements file, setup.py in src, tests beside it',
    environment: [pip('-r requirements.txt -e src')],
    own: { 'test:unit': 'python -m pytest -q tests/unit' },
  },
  {
    name: 'click',
    id: 'pallets/click',
    commit: '2c8cd3ac958a7eb316d67f2d316c27086c4c0369',
    shape: 'flit, a single package with ten examples, uv.lock',
    hand: ['uv sync -q --frozen --all-extras'],
    remark:
      'its examples are in no workspace and have no lock: the environment that the first run makes above them is in their hashes, so they run once more, and are replayed after that',
    atRoot: ['typecheck'],
    own: { lint: ruff, typecheck: 'mypy', 'test:unit': 'pytest -q' },
  },
  {
    name: 'workflows-py',
    id: 'run-llama/workflows-py',
    commit: '0b2098b762f4f49994c7877a40f2060f419dcae7',
    shape: 'uv workspace and pnpm workspace over the same folders',
    remove: ['pnpm-lock.yaml'],
    explained: {
      'docs -> llama-agents-*': 'an extra of llama-index-workflows that it asks for brings it',
    },
    graphOnly: true,
    without:
      'its tasks were begun and not compared: they take more than ten minutes; three were red, since they import packages that their projects do not declare',
  },
  {
    name: 'personal-website',
    id: 'Draco-Cheng/personal-website',
    commit: '0caee34550d71719ba8e96f50a24915397aec13d',
    shape: 'Nx with JavaScript beside Python',
    withoutPlugins: ['@nx/js/typescript', '@nx/playwright/plugin'],
    environment: [`cd apps/backend && ${pip('-e ".[dev]"')}`],
    own: { lint: 'pip install ".[dev]" && ruff check .' },
    without:
      'its JavaScript packages are not installed; its own `lint` target, which stays, has pip install into the system, which refuses',
  },
  {
    name: 'python-poetry-monorepo',
    id: 'lucasvieirasilva/python-poetry-monorepo',
    commit: 'ccd185f1687b8fb2a032016d3a98a91207cd29e9',
    shape: '@nxlv/python and Poetry',
    withoutPlugins: ['@nxlv/python'],
    graphOnly: true,
    line: '@nxlv/python taken out of nx.json, as `migrate-nxlv` does',
    without: 'only its graph was measured',
  },
  {
    name: 'python-polylith',
    id: 'DavidVujic/python-polylith',
    commit: 'ece7e3370d2e49e49901f7be9589e12097d5ab86',
    shape: 'Poetry and Polylith: bricks at the root, projects without code',
    environment: [poetry('.')],
    own: { typecheck: 'mypy .', 'test:unit': 'pytest -q' },
    line: '`inputs` of `test:unit`: its tests read its poetry.lock',
  },
  {
    name: 'packaging',
    id: 'pypa/packaging',
    commit: '053c884615f2e83d80705251b447769ec2599653',
    shape: 'flit, a single package without a lock, nox',
    environment: [pip('-e . --group test nox httpx')],
    own: {
      lint: hook('0.16.0'),
      'test:unit': 'python -m pytest -q',
    },
  },
  {
    name: 'poetry-core',
    id: 'python-poetry/poetry-core',
    commit: 'c4d922c3183763f19b790c5123b5f9d4f5fa9eaf',
    shape: 'Poetry, a single package with projects among its fixtures',
    environment: [poetry('.')],
    own: { lint: hook('0.15.10'), typecheck: 'mypy', 'test:unit': 'pytest -q' },
  },
];
