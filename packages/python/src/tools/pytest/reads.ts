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

const coverageSections = ['run', 'paths', 'report', 'html', 'xml', 'json', 'lcov'];
const iniCoverage = coverageSections.map((name) => `coverage:${name}`);

/** Where coverage.py has its settings, in its own order. */
export const coverageCandidates: readonly Candidate[] = [
  { name: '.coveragerc' },
  { name: '.coveragerc.toml' },
  { name: 'setup.cfg', sections: iniCoverage },
  { name: 'tox.ini', sections: iniCoverage },
  { name: 'pyproject.toml', sections: ['tool.coverage'] },
];

/** Settings of coverage.py: it is given the nearest ones, while it would look in one folder only. */
export function coverageConfig(project: string, files: ConfigFiles): ToolConfig {
  return findConfig(project, coverageCandidates, files);
}

/** Pytest's settings, and each conftest.py above the project. */
export function pytestConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, pytestCandidates, files);
  return { ...config, above: [...config.above, ...wholeFiles('conftest.py', project, files)] };
}
