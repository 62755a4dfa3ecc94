import { asStrings, asTable, type Table, valueAt } from '../toml/pyproject.js';
import { buildBackend } from './build-backend.js';

/** Where the modules of a dotted name may lie, one for each part that may be the module. */
function modulesOf(name: string): string[] {
  const parts = name.split('.');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return paths.flatMap((path) =>
    ['', 'src/'].flatMap((root) => [`${root}${path}.py`, `${root}${path}/__init__.py`]),
  );
}

function setuptoolsModules(data: Table): string[] {
  return Object.values(asTable(valueAt(data, 'tool.setuptools.dynamic'))).flatMap((value) => {
    const { file, attr } = asTable(value);
    const files = typeof file === 'string' ? [file] : asStrings(file);
    return typeof attr === 'string' ? [...files, ...modulesOf(attr)] : files;
  });
}

/**
 * Files that a build takes metadata from, such as a version that pyproject.toml does not say: what is
 * installed repeats it, while modules show through. Relative to the project; some may not exist.
 */
export function metadataSources(data: Table): string[] {
  if (asStrings(valueAt(data, 'project.dynamic')).length === 0) return [];
  const paths = ['tool.hatch.version.path', 'tool.pdm.version.path'].map((key) =>
    valueAt(data, key),
  );
  const named = valueAt(data, 'tool.flit.module.name') ?? valueAt(data, 'project.name');
  const isFlit = buildBackend(data).startsWith('flit');
  const ofFlit = isFlit ? modulesOf(String(named).replaceAll('-', '_')) : [];
  return [
    ...paths.filter((path) => typeof path === 'string'),
    ...setuptoolsModules(data),
    ...ofFlit,
  ];
}
