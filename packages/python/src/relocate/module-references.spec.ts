import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanImports } from '../imports/scan.js';
import { renameModule } from './module-references.js';

describe('renaming a module in Python', () => {
  it.each([
    ['import orders', 'import sales'],
    ['import orders.api as api', 'import sales.api as api'],
    ['import os, orders', 'import os, sales'],
    ['from orders import Order', 'from sales import Order'],
    ['from orders.api import orders', 'from sales.api import orders'],
    ['from orders.api import (\n    orders,\n)', 'from sales.api import (\n    orders,\n)'],
    ['    from orders import x', '    from sales import x'],
    ['import orders\norders.run()', 'import sales\nsales.run()'],
    ['import orders\nx = [orders]', 'import sales\nx = [sales]'],
    ['patch("orders.api.run")', 'patch("sales.api.run")'],
    ['run("orders.app:create_app")', 'run("sales.app:create_app")'],
    ['[executable, "-m", "orders"]', '[executable, "-m", "sales"]'],
    ['import_module("orders")', 'import_module("sales")'],
  ])('%j becomes %j', (before, after) => {
    expect(renameModule(before, 'orders', 'sales')).toEqual({ text: after, doubtful: [] });
  });

  it.each([
    'import reorders',
    'from .orders import x',
    'from shop import orders',
    'import shop as orders',
    'orders = []',
    'orders.append(1)',
    'shop.orders.append(1)',
    '# import orders',
    '"""import orders"""',
    'table = "orders"',
    'text = "all orders. Really"',
    'from orders_api import x',
  ])('%j stays', (text) => {
    expect(renameModule(text, 'orders', 'sales')).toEqual({ text, doubtful: [] });
  });

  it('leaves what binds the name again to people, and names the line', () => {
    const text = 'import orders\n\ncall(orders=orders.all)\nfor orders in []: pass\n';
    expect(renameModule(text, 'orders', 'sales')).toEqual({
      text: 'import sales\n\ncall(orders=sales.all)\nfor orders in []: pass\n',
      doubtful: [3, 4],
    });
  });

  const line = fc.constantFrom(
    'import orders',
    'import orders.api, os',
    'import os as orders',
    'from orders import (  # orders (all)',
    '    orders,',
    ')',
    'from orders.api import x',
    'from .orders import x',
    'if orders: import orders',
    '"""',
    "text = 'orders' # import orders",
    'f"{orders.x}"',
    'orders.run("orders.api")',
    'from x import y; import orders; import os',
    'try: from orders import x',
  );
  const texts = fc.array(line, { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
  const renamedImport = (module: string) => module.replace(/^orders(?=\.|$)/, 'sales');

  it('leaves no import of the old name, and changes no other', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = scanImports(text).map(({ module, line: at }) => [renamedImport(module), at]);
        const { text: after } = renameModule(text, 'orders', 'sales');
        expect(scanImports(after).map(({ module, line: at }) => [module, at])).toEqual(before);
      }),
    );
  });
});
