import { expect, it } from 'vitest';
import { droppedWords } from './dropped-words.js';

const rows: [command: string, dropped: string][] = [
  ['run a:test:unit', ''],
  ['run a:test:unit tests/x.py -k y', ''],
  ['run a:test:unit -- tests/x.py -k y', ''],
  ['run a:test:unit tests/x.py -- -k y', 'tests/x.py'],
  ['test:unit a tests/x.py::y -- -s', 'tests/x.py::y'],
  ['test:unit a --tui=false --skip-nx-cache --parallel 2 -c ci -- -s', ''],
  ['lint a --fix -- --select E', '--fix'],
  ['run-many -t lint test:unit -p a b --no-tui --verbose -- -x', ''],
  ['run-many -t lint --fix -- -x', '--fix'],
  ['affected -t signal --base main --outputStyle static -- -x', ''],
];
it.each(rows)('nx %s: %j', (command, dropped) => {
  const argv = ['/usr/bin/node', '/w/node_modules/.bin/nx', ...command.split(' ')];
  expect(droppedWords(argv).join(' ')).toBe(dropped);
});
