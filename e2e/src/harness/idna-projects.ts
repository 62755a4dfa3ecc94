/** A workspace without a lock, whose environments somebody else keeps. */
export const unlockedFiles = {
  'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
  'package.json': JSON.stringify({ name: 'root', private: true }),
  '.gitignore': 'node_modules\n.nx\n.venv\ndist\n__pycache__\n.ruff_cache\n.pdm-python\n',
};

/** A project whose only test tells which version of idna it sees. */
export const idnaProject = (name: string, more = '') => ({
  [`${name}/pyproject.toml`]: `[project]\nname = "${name}"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ["idna"]\n${more}`,
  [`${name}/tests/test_${name}.py`]:
    'import idna\n\n\ndef test_idna() -> None:\n    assert idna.__version__ == "3.6"\n',
});
