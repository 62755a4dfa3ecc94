import { type Pyproject, valueAt } from '../toml/pyproject.js';

/** Settings by which a manager does not install the project itself, where they are false. */
const settings = ['tool.uv.package', 'tool.poetry.package-mode', 'tool.pdm.distribution'] as const;

/** Whether a project is installed in its environment as far as its manifest says so. */
export function isInstalledProject({ data }: Pick<Pyproject, 'data'>): boolean {
  return !settings.some((key) => valueAt(data, key) === false);
}
