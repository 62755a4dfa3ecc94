import { expect, it } from 'vitest';
import { isRequirementsFile, readRequirementsFiles } from './requirements-files.js';
import { readSetupCfg, readSetupPy } from './setup-files.js';

it('reads a setup.cfg', () => {
  const text = `[metadata]
name = acme-core
version = attr: acme.__version__
long_description = file: README.rst

[options]
python_requires = >=3.9
packages = find:
package_dir =
    = src
install_requires =
    # the web
    httpx>=0.27
    idna; python_version<"3.12"

[options.packages.find]
where = src
exclude =
    tests*

[options.extras_require]
test = pytest; mypy
more =
    rich

[options.entry_points]
console_scripts =
    acme = acme:main
`;
  expect(readSetupCfg(text)).toEqual({
    project: {
      name: 'acme-core',
      dependencies: ['httpx>=0.27', 'idna; python_version<"3.12"'],
      'optional-dependencies': { test: ['pytest; mypy'], more: ['rich'] },
      'requires-python': '>=3.9',
      scripts: { acme: 'acme:main' },
    },
    setuptools: {
      'package-dir': { '': 'src' },
      packages: { find: { where: ['src'], exclude: ['tests*'] } },
    },
  });
});

it.each([
  [
    '[options]\npackages = a, b.c\npy_modules =\n  x\n  y',
    { packages: ['a', 'b.c'], 'py-modules': ['x', 'y'] },
  ],
  ['[options]\npackages = find_namespace:\n', { packages: { find: {} } }],
  ['[flake8]\nmax-line-length = 100\n', {}],
])('%j', (text, setuptools) => {
  expect(readSetupCfg(text)).toEqual({ project: {}, setuptools });
});

it('reads what a setup.py has written out', () => {
  const text = `from setuptools import find_packages, setup
REQUIRES = ["httpx"]
setup(
    name="acme",
    version=open("VERSION").read(),
    packages=find_packages("src", exclude=("tests",)),
    package_dir={"": "src"},
    install_requires=REQUIRES + ["idna"],
    extras_require={"test": ["pytest"]},
    entry_points={"console_scripts": ["acme = acme:main"]},
)
`;
  expect(readSetupPy(text)).toEqual({
    project: {
      name: 'acme',
      dependencies: ['httpx', 'idna'],
      'optional-dependencies': { test: ['pytest'] },
      scripts: { acme: 'acme:main' },
    },
    setuptools: {
      'package-dir': { '': 'src' },
      packages: { find: { where: ['src'], exclude: ['tests'] } },
    },
  });
});

it.each([
  ['from setuptools import setup\nsetup()', { project: {}, setuptools: {} }],
  ['setup(packages=find_packages())', { project: {}, setuptools: { packages: { find: {} } } }],
  ['print("no")', undefined],
])('%j', (text, tables) => {
  expect(readSetupPy(text)).toEqual(tables);
});

it.each([
  ['requirements.txt', true],
  ['a/requirements-dev.in', true],
  ['a/dev-requirements.txt', true],
  ['requirements/base.txt', true],
  ['docs/requirements.txt', true],
  ['requirement.txt', false],
  ['my requirements/x.md', false],
])('%s is a requirements file: %s', (file, expected) => {
  expect(isRequirementsFile(file)).toBe(expected);
});

it('reads requirements files', () => {
  const texts: [string, string][] = [
    ['a/requirements/base.txt', 'httpx>=1 # web\n-e ../core\n./own[x]\nfile:../models\n'],
    ['a/requirements.txt', '-r requirements/base.txt\n--hash=x\nidna @ https://x.y\nhttpx>=1 \\\n'],
  ];
  expect(readRequirementsFiles(texts)).toEqual({
    requirements: ['httpx>=1', 'idna @ https://x.y'],
    folders: ['core', 'a/own', 'models'],
  });
});
