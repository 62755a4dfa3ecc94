import {
  allOptions,
  innermost,
  isScalar,
  isSwitch,
  type OptionName,
} from '../config/option-names.js';
import { configSchema } from '../config/schema.js';

const defaults = configSchema.parse({}) as unknown as Record<string, unknown>;

/** The default as one would write it: sizes and durations with their unit. */
function defaultOf({ key, schema }: OptionName): string {
  const { defaultValue } = schema.def as { defaultValue?: unknown };
  if (defaultValue !== undefined)
    return `\`${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}\``;
  const value = key
    .split('.')
    .reduce<unknown>(
      (from, part) => (from as Record<string, unknown> | undefined)?.[part],
      defaults,
    );
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function typeOf(option: OptionName): string {
  const json = innermost(option.schema);
  if (isSwitch(option)) return '`true` `false`';
  const { type, entries } = json.def as { type: string; entries?: Record<string, string> };
  if (entries)
    return Object.values(entries)
      .map((value) => `\`${value}\``)
      .join(' ');
  if (type === 'pipe') return 'number and unit';
  if (type === 'array') return 'list';
  return type;
}

function row(option: OptionName): string {
  const { key, variable, schema } = option;
  const cells = [
    `\`${key}\``,
    isScalar(option) ? `\`${variable}\`` : '',
    typeOf(option),
    defaultOf(option),
    schema.description ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** All options as a table, made from the schema. */
export function optionsReference(): string {
  const head = '| key, and flag behind `--` | variable | type | default | |';
  return [head, '|---|---|---|---|---|', ...allOptions.map(row)].join('\n');
}

/** Text between two marks of a page, replaced. */
export function replaceBetween(page: string, begin: string, end: string, text: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
