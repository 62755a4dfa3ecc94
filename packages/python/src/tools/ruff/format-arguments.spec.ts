import { expect, it } from 'vitest';
import { formatArguments } from './format-arguments.js';

const rows: [args: string, kept: string][] = [
  ['', ''],
  ['--fix', ''],
  ['--select=E --config=x.toml', '--config=x.toml'],
  ['--select E --config x.toml', '--config x.toml'],
  ['--isolated -v --fix', '--isolated -v'],
  ['--no-cache --no-fix', '--no-cache'],
  ['@arguments --preview', '@arguments --preview'],
  ['--line-length 100 --ignore E501', '--line-length 100'],
  ['--output-format=json', '--output-format=json'],
];
it.each(rows)('of %j, ruff format takes %j', (args, kept) => {
  expect(formatArguments(args.split(' ').filter(Boolean)).join(' ')).toBe(kept);
});
