import { buildSystem } from '../../scaffold/manifest.js';
import type { Place } from '../../scaffold/place.js';
import { buildRequirements } from '../../scaffold/requirements.js';
import type { NativeBackend } from './schema.js';

/** What a build backend for native code needs. */
interface Backend {
  /** Folders of templates beside those that all extensions have. */
  templates: readonly string[];
  /** Tables of pyproject.toml. */
  tables: (place: Place) => readonly string[];
  /** What its build leaves in the tree. */
  ignored: readonly string[];
}

/** uv builds an editable project anew when one of these changes, not only its pyproject.toml. */
function cacheKeys(...globs: readonly string[]): string {
  const keys = ['pyproject.toml', ...globs].map((glob) => `    { file = "${glob}" },`);
  return ['[tool.uv]', 'cache-keys = [', ...keys, ']'].join('\n');
}

const setuptools: Backend = {
  templates: ['extension/files-c'],
  ignored: ['build/', '*.egg-info/', '*.so', '*.pyd'],
  tables: ({ module }) => [
    `[tool.setuptools]
ext-modules = [
    { name = "${module}._native", sources = ["src/${module}/_native.c"] },
]`,
    '[tool.setuptools.packages.find]\nwhere = ["src"]',
    `[tool.setuptools.package-data]\n${module} = ["py.typed", "*.pyi"]`,
    cacheKeys('src/**/*.c'),
    buildSystem([buildRequirements.setuptools], 'setuptools.build_meta'),
  ],
};

const scikitBuild: Backend = {
  templates: ['extension/files-c', 'extension/files-scikit-build-core'],
  ignored: ['build/', '*.so', '*.pyd'],
  tables: ({ module }) => [
    `[tool.scikit-build]\nwheel.packages = ["src/${module}"]`,
    cacheKeys('CMakeLists.txt', 'src/**/*.c'),
    buildSystem([buildRequirements['scikit-build-core']], 'scikit_build_core.build'),
  ],
};

const maturin: Backend = {
  templates: ['extension/files-maturin'],
  ignored: ['target/', '*.so', '*.pyd'],
  tables: ({ module }) => [
    `[tool.maturin]\nmodule-name = "${module}._native"\npython-source = "src"`,
    cacheKeys('Cargo.toml', 'Cargo.lock', 'rust/**/*.rs'),
    buildSystem([buildRequirements.maturin], 'maturin'),
  ],
};

/** By the name users give. */
export const backends: Readonly<Record<NativeBackend, Backend>> = {
  setuptools,
  'scikit-build-core': scikitBuild,
  maturin,
};
