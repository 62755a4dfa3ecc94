import {
  type Candidate,
  type ConfigFiles,
  findConfig,
  type ToolConfig,
  wholeFiles,
} from '../../settings/config-lookup.js';

/** Where pytest has its settings, in its own order. */
export const pytestCandidates: readonly Candidate[] = [
  { name: 'pytest.toml' },
  { name: '.pytest.toml' },
  { name: 'pytest.ini' },
  { name: '.pytest.ini' },
  { name: 'pyproject.toml', sections: ['tool.pytest'] },
  { name: 'tox.ini', sections: ['pytest'] },
  { name: 'setup.cfg', sections: ['tool:pytest'] },
];

/** Pytest's settings, and each conftest.py above the project. */
export function pytestConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, pytestCandidates, files);
  return { ...config, above: [...config.above, ...wholeFiles('conftest.py', project, files)] };
}
