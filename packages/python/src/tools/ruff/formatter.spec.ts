import { expect, it } from 'vitest';
import { factsOf, type Texts } from '../../testing/workspace.js';

const own = (text: string): Texts => ({
  'libs/a/pyproject.toml': `[project]\nname = "a"\n${text}`,
});
const root = (text: string): Texts => ({ 'pyproject.toml': text });
const member = '[tool.uv.workspace]\nmembers = ["libs/*"]\n';

it.each<[title: string, texts: Texts, expected: boolean]>([
  ['nothing is said', {}, true],
  ['black has settings', own('[tool.black]\nline-length = 100'), false],
  ['yapf has settings above', root('[tool.yapf]'), false],
  ['black is declared', own('[dependency-groups]\ndev = ["Black>=24"]'), false],
  ['black is declared for all', root(`${member}[dependency-groups]\ndev = ["black"]`), false],
  ['black is declared elsewhere', root('[dependency-groups]\ndev = ["black"]'), true],
  ['ruff has a say, too', own('[tool.black]\n[tool.ruff.format]\nquote-style = "single"'), true],
  ['ruff’s own file has', { ...root('[tool.black]'), 'ruff.toml': '[format]\n' }, true],
  ['ruff has other settings', own('[tool.black]\n[tool.ruff]\nline-length = 100'), false],
])('ruff formats where %s', (_title, texts, expected) => {
  const all = { ...own(''), 'libs/a/x.py': '', ...texts };
  expect(factsOf(all, 'libs/a').formatsWithRuff).toBe(expected);
});
