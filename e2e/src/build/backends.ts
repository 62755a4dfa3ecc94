import type { PythonProject } from '../harness/python-workspace.js';

/** A project by its build backend. */
export interface Backend {
  name: string;
  /** Files it compiles; 0 for one that only packs. */
  compiles: number;
  /** A program that has to be on PATH for it. */
  needs?: string;
  project: PythonProject;
}

const manifest = (name: string, requires: string, backend: string, more = '', project = '') =>
  [
    `[project]\nname = "${name}"\nversion = "0.1.0"\ndescription = "${name}"\nreadme = "README.md"`,
    `requires-python = ">=3.11"\n${project}`,
    `[build-system]\nrequires = ["${requires}"]\nbuild-backend = "${backend}"\n`,
    more,
  ].join('\n');

const moduleFile = (name: string) => ({ [`src/${name}/__init__.py`]: `NAME = "${name}"\n` });

/** A C extension module `_c` with a function `f` that returns 42. */
export const extensionSource = `#define PY_SSIZE_T_CLEAN
#include <Python.h>
static PyObject *f(PyObject *self, PyObject *none) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"f", f, METH_NOARGS, ""}, {0}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_c", 0, -1, methods};
PyMODINIT_FUNC PyInit__c(void) { return PyModule_Create(&definition); }
`;

function backend(
  name: string,
  requires: string,
  hook: string,
  { more = '', files = {} as Record<string, string>, compiles = 0, needs = '' } = {},
): Backend {
  return {
    name,
    compiles,
    ...(needs ? { needs } : {}),
    project: {
      bare: true,
      files: {
        'pyproject.toml': manifest(name, requires, hook, more),
        'README.md': `# ${name}\n`,
        ...files,
      },
    },
  };
}

/** One project for each backend; those of native code have a module `_c`, that of Rust is one. */
export const backends: readonly Backend[] = [
  backend('byhatch', 'hatchling', 'hatchling.build', { files: moduleFile('byhatch') }),
  backend('byuv', 'uv_build>=0.8,<0.14', 'uv_build', { files: moduleFile('byuv') }),
  backend('byflit', 'flit_core>=3.4', 'flit_core.buildapi', { files: moduleFile('byflit') }),
  backend('bypoetry', 'poetry-core>=2', 'poetry.core.masonry.api', {
    files: moduleFile('bypoetry'),
    more: '[tool.poetry]\npackages = [{ include = "bypoetry", from = "src" }]\n',
  }),
  backend('bysetup', 'setuptools>=77', 'setuptools.build_meta', {
    compiles: 2,
    needs: 'cc',
    files: {
      ...moduleFile('bysetup'),
      'src/bysetup/c.c': extensionSource,
      'src/bysetup/more.c': 'int more(int x) { return x + 1; }\n',
    },
    more: '[tool.setuptools]\next-modules = [{ name = "bysetup._c", sources = ["src/bysetup/c.c", "src/bysetup/more.c"] }]\n',
  }),
  backend('byskbuild', 'scikit-build-core>=0.10', 'scikit_build_core.build', {
    compiles: 1,
    needs: 'cc',
    files: {
      ...moduleFile('byskbuild'),
      'src/c.c': extensionSource,
      'CMakeLists.txt': [
        'cmake_minimum_required(VERSION 3.15...3.30)',
        'project(byskbuild LANGUAGES C)',
        'find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)',
        'Python_add_library(_c MODULE src/c.c WITH_SOABI)',
        'install(TARGETS _c DESTINATION byskbuild)',
        '',
      ].join('\n'),
    },
  }),
  backend('bymeson', 'meson-python', 'mesonpy', {
    compiles: 1,
    needs: 'cc',
    files: {
      'bymeson/__init__.py': 'NAME = "bymeson"\n',
      'c.c': extensionSource,
      'meson.build': [
        "project('bymeson', 'c', version: '0.1.0')",
        "py = import('python').find_installation(pure: false)",
        "py.extension_module('_c', 'c.c', install: true, subdir: 'bymeson')",
        "py.install_sources('bymeson/__init__.py', subdir: 'bymeson')",
        '',
      ].join('\n'),
    },
  }),
  backend('byrust', 'maturin>=1.7,<2', 'maturin', {
    compiles: 1,
    needs: 'cargo',
    more: '[tool.maturin]\nmodule-name = "byrust"\n',
    files: {
      'Cargo.toml': [
        '[package]\nname = "byrust"\nversion = "0.1.0"\nedition = "2021"\n',
        '[lib]\nname = "byrust"\ncrate-type = ["cdylib"]\n',
        '[dependencies]\npyo3 = { version = "0.23", features = ["extension-module"] }\n',
      ].join('\n'),
      'src/lib.rs': [
        'use pyo3::prelude::*;\n',
        '#[pyfunction]\nfn f() -> i64 {\n    42\n}\n',
        "#[pymodule]\nfn byrust(m: &Bound<'_, PyModule>) -> PyResult<()> {",
        '    m.add_function(wrap_pyfunction!(f, m)?)\n}\n',
      ].join('\n'),
    },
  }),
];

/** The manifest of `ext`, which setuptools compiles from sources in C. */
export const extensionManifest = (sources: readonly string[]) => `[project]
name = "ext"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
ext-modules = [{ name = "ext._c", sources = [${sources.map((name) => `"src/ext/${name}.c"`).join(', ')}] }]
`;
