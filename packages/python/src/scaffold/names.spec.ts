import { expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { checkName, moduleName, type TakenNames } from './names.js';

const nothing: TakenNames = { distributions: new Map(), modules: new Map(), packages: new Set() };

it.each(['orders', 'order-lines', 'Order.Lines', 'o2', 'print'])('takes the name %s', (name) => {
  expect(() => checkName(name, nothing)).not.toThrow();
});

it.each([
  ['', 'letters and digits'],
  ['order lines', 'letters and digits'],
  ['-orders', 'letters and digits'],
  ['órdenes', 'letters and digits'],
  ['1st', 'would start with a digit'],
  ['class', 'a keyword of Python'],
  ['None', 'a keyword of Python'],
  ['json', 'standard library'],
  ['Asyncio', 'standard library'],
  ['distutils', 'standard library'],
  ['tests', 'specially'],
])('refuses the name %j', (name, reason) => {
  const error = errorOf(() => checkName(name, nothing));
  expect(error).toMatchObject({ code: 'NAME_REFUSED' });
  expect(error.message).toContain(reason);
});

it.each([
  ['Order_Lines', 'there is already a project of that name in libs/lines'],
  ['sales', 'libs/shop already has the module sales'],
  ['FastAPI', 'fastapi is a third-party package'],
])('refuses %s where it clashes', (name, reason) => {
  const taken: TakenNames = {
    distributions: new Map([['order-lines', 'libs/lines']]),
    modules: new Map([['sales', 'libs/shop']]),
    packages: new Set(['fastapi']),
  };
  const error = errorOf(() => checkName(name, taken));
  expect(error).toMatchObject({ code: 'NAME_REFUSED' });
  expect(error.message).toContain(reason);
});

it('gives modules names that can be imported', () => {
  expect(['Order-Lines', 'order.lines', 'order_lines'].map(moduleName)).toEqual(
    Array(3).fill('order_lines'),
  );
});
