import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { installSet } from '../install/packages.mjs';

/** Files of the extension, of some 2,000 lines each, as those of an extension that is worth a cache. */
export const sourceCount = 24;
const functionsPerFile = 200;

function functionText(file, at) {
  return `static double f${at}(const double *values, long count)
{
    double sum = ${file}.${at};
    for (long i = 0; i + 4 < count; i++) {
        double value = values[i] * ${at + 1}.5 + values[i + 1] / (values[i + 2] + ${file + 1}.25);
        if (value > sum) sum += value * values[i + 3];
        else sum -= value / (values[i + 4] + 1.0);
    }
    return sum;
}
`;
}

function sourceText(file) {
  const all = Array.from({ length: functionsPerFile }, (_, at) => at);
  const sum = all.map((at) => `f${at}(values, count)`).join(' + ');
  return `#define PY_SSIZE_T_CLEAN
#include <Python.h>
${all.map((at) => functionText(file, at)).join('\n')}
double total${file}(const double *values, long count) { return ${sum}; }
`;
}

function moduleText() {
  const files = Array.from({ length: sourceCount }, (_, at) => at);
  const calls = files.map((at) => `total${at}(values, 8)`).join(' + ');
  return `#define PY_SSIZE_T_CLEAN
#include <Python.h>
${files.map((at) => `double total${at}(const double *values, long count);`).join('\n')}
static PyObject *total(PyObject *self, PyObject *none)
{
    double values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    return PyFloat_FromDouble(${calls});
}
static PyMethodDef methods[] = {{"total", total, METH_NOARGS, ""}, {0}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_native", 0, -1, methods};
PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&definition); }
`;
}

function files() {
  const names = Array.from({ length: sourceCount }, (_, at) => `src/ext/part${at}.c`);
  const sources = ['src/ext/native.c', ...names].map((name) => `"${name}"`).join(', ');
  return {
    'nx.json': '{ "plugins": ["@nx-signal/python"], "analytics": false }',
    'package.json': '{ "name": "root", "private": true }',
    '.gitignore': 'node_modules\n.nx\n.venv\ndist\nbuild\n*.egg-info\n*.so\n',
    'pyproject.toml': `[tool.uv]
build-constraint-dependencies = ["setuptools==80.9.0"]

[tool.uv.workspace]
members = ["libs/*"]
`,
    'libs/ext/pyproject.toml': `[project]
name = "ext"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
ext-modules = [{ name = "ext._native", sources = [${sources}] }]
`,
    'libs/ext/src/ext/__init__.py': 'from ext._native import total as total\n',
    'libs/ext/src/ext/native.c': moduleText(),
    ...Object.fromEntries(names.map((name, at) => [`libs/ext/${name}`, sourceText(at)])),
  };
}

/** A fresh checkout of a workspace with one extension in C, in a folder of its own. */
export class Checkout {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'nx-signal-bench-native-'));
    for (const [name, text] of Object.entries(files())) {
      const path = join(this.root, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    symlinkSync(installSet('nx'), join(this.root, 'node_modules'), 'dir');
    run('git', ['init', '--quiet'], { cwd: this.root });
  }

  dispose() {
    rmSync(this.root, { recursive: true, force: true });
  }
}
