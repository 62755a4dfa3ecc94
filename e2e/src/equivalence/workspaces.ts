import { execa } from 'execa';
import {
  createPythonWorkspace,
  developmentGroup,
  lock,
  rootManifest,
  usualTools,
} from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';
import type { EquivalenceCases } from './case.js';

const plugins = [
  'pydantic==2.14.3',
  'pytest-asyncio==1.5.0',
  'pytest-cov==7.1.0',
  'pytest-xdist==3.8.0',
];

const settings = `[tool.ruff]
line-length = 100

[tool.ruff.format]
quote-style = "double"

[tool.mypy]
strict = true
plugins = ["pydantic.mypy"]
exclude = ["generated\\\\.py$"]

[[tool.mypy.overrides]]
module = "lax.*"
disallow_untyped_defs = false

[tool.pydantic-mypy]
init_forbid_extra = true
init_typed = true
`;

function make(cases: EquivalenceCases, pyproject: string): Promise<Workspace> {
  const all = Object.values(cases);
  return createPythonWorkspace({
    projects: Object.assign({}, ...all.map(({ projects }) => projects ?? {})),
    files: { 'pyproject.toml': pyproject, ...Object.assign({}, ...all.map(({ files }) => files)) },
  });
}

/** Projects beside each other, with what pytest and mypy have plugins for. */
export function flatWorkspace(cases: EquivalenceCases): Promise<Workspace> {
  return make(cases, rootManifest(settings, [...usualTools, ...plugins], ['libs/*', 'spaces/*']));
}

/** Projects beside each other. */
export function oddWorkspace(cases: EquivalenceCases): Promise<Workspace> {
  const strict = '[tool.mypy]\nstrict = true\n';
  return make(cases, rootManifest(strict, [...usualTools, 'hypothesis==6.170.15']));
}

/** Projects inside others, all of them in one that is the workspace. */
export function nestedWorkspace(cases: EquivalenceCases): Promise<Workspace> {
  const root = [
    '[project]\nname = "whole"\nversion = "1"\nrequires-python = ">=3.11"\n',
    '[tool.uv]\npackage = false\n',
    '[tool.ruff]\nextend-exclude = ["libs/hidden"]\n',
    '[tool.mypy]\nstrict = true\n',
  ].join('\n');
  const members = ['libs/*', 'libs/outer/inner', 'examples'];
  return make(cases, rootManifest(root, usualTools, members));
}

/** A version of Python on this machine that uv does not take by default, if there is one. */
async function otherPython(): Promise<string | undefined> {
  const { stdout } = await execa('uv', [
    'python',
    'list',
    '--only-installed',
    '--output-format=json',
  ]);
  const versions = (JSON.parse(stdout) as { version: string }[]).map(({ version }) => version);
  return versions.find((version) => version !== versions[0]);
}

/** Adds a project with a lock and an environment of its own, on another Python if there is one. */
export async function addStandAlone(workspace: Workspace): Promise<void> {
  const version = await otherPython();
  workspace.write(
    'apart/pyproject.toml',
    `[project]\nname = "apart"\nversion = "1"\nrequires-python = ">=3.11"\n\n${developmentGroup()}\n[tool.uv]\npackage = false\n`,
  );
  if (version) workspace.write('apart/.python-version', `${version}\n`);
  workspace.write('apart/src/apart/__init__.py', 'import sys\n\nVERSION = sys.version\n');
  workspace.write('apart/src/apart/wrong.py', 'import os\n\nWRONG: int = ""\n');
  workspace.write(
    'apart/tests/unit/test_apart.py',
    'import sys\n\n\ndef test_it() -> None:\n    assert sys.version == ""\n',
  );
  await execa('uv', ['lock', '--quiet'], { cwd: `${workspace.root}/apart` });
  await lock(workspace);
}
