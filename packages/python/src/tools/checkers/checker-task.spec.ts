import { expect, it } from 'vitest';
import type { ToolWorkspace } from '../tool-task.js';
import { pathFromRoot } from './checker-task.js';

const workspace = { root: '/top/py' } as ToolWorkspace;

it.each([
  ['/top/py/libs/a/x.py', undefined, 'libs/a/x.py'],
  ['libs/a/x.py', undefined, 'libs/a/x.py'],
  ['a/x.py', 'libs/mypy.ini', 'libs/a/x.py'],
  ['py/libs/a/x.py', '../mypy.ini', 'libs/a/x.py'],
  ['top/py/libs/a/x.py', '../../mypy.ini', 'libs/a/x.py'],
  ['other/x.py', '../mypy.ini', '../other/x.py'],
])('%s as printed beside %s: %s', (printed, config, path) => {
  expect(pathFromRoot(printed, { config }, workspace)).toBe(path);
});
