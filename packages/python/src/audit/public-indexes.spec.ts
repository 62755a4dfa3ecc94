import { expect, it } from 'vitest';
import { isPublic } from './public-indexes.js';

const allowed = ['https://mirror.example/pypi/simple/', 'http://localhost:8080'];

it.each([
  ['https://pypi.org/simple', true],
  ['https://pypi.org/simple/', true],
  ['https://files.pythonhosted.org/packages/a/b.whl', true],
  ['http://pypi.org/simple', false],
  ['https://pypi.org.example/simple', false],
  ['https://user:word@pypi.acme.example/simple', false],
  ['https://mirror.example/pypi/simple', true],
  ['https://mirror.example/pypi/simple/a-1.whl', true],
  ['https://mirror.example/pypi/simple-private', false],
  ['https://mirror.example/private/simple', false],
  ['http://localhost:8080/any', true],
  ['http://localhost:8081/any', false],
  ['../wheels', false],
  ['', false],
])('%s: %s', (address, expected) => {
  expect(isPublic(address, allowed)).toBe(expected);
});
