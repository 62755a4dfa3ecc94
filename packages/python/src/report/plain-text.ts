import { stripVTControlCharacters } from 'node:util';

/** Characters that are looked at, half from the start and half from the end: a test may print without end. */
const looked = 2 ** 21;

function bounded(text: string): string {
  if (text.length <= looked) return text;
  return `${text.slice(0, looked / 2)}\n${text.slice(-looked / 2)}`;
}

/** What a task has printed, as far as it is looked at: without colours, with line feeds alone. */
export function plainText(output: string): string {
  return stripVTControlCharacters(bounded(output)).replaceAll('\r\n', '\n');
}
