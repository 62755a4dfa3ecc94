import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';
import { pages } from '../links.mjs';
import { readCommand, splitWords, textOf } from './command.mjs';

const shells = new Set(['sh', 'console', 'bash', 'shell']);

/** Bodies of blocks for a shell: fenced ones, and indented ones, of which nothing says what they are. */
function blocks(text) {
  const fenced = [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```/gm)]
    .filter(([, , language]) => shells.has(language))
    .map(([, , , body]) => body);
  const indented = [...withoutFences(text).matchAll(/\n\n((?: {4}.+\n)+)/g)].map(
    ([, body]) => body,
  );
  return [...fenced, ...indented];
}

const withoutFences = (text) => text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');

/** Their lines without the prompt, remarks, and what a program has printed below a prompt. */
function blockLines(text) {
  return blocks(text).flatMap((body) => {
    const lines = body.split('\n').map((line) => line.trim());
    const typed = lines.filter((line) => line.startsWith('$ '));
    return (typed.length > 0 ? typed.map((line) => line.slice(2)) : lines).map(withoutRemark);
  });
}

const withoutRemark = (line) => line.replace(/(?:^| +)#.*/, '').replace(/ \|\| true$/, '');

/** Code within the text, which may go on in the next line. */
function inline(text) {
  return [...withoutFences(text).matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replaceAll(/\s+/g, ' '),
  );
}

/** `token add|revoke` and `stats [--json]` of a summary, each as it would be typed. */
function alternatives(line) {
  const plain = line.replaceAll(/[[\]]/g, '');
  const [all, list = ''] = /(?<=\s)([\w-]+(?:\|[\w-]+)+)/.exec(plain) ?? [];
  return all ? list.split('|').map((word) => plain.replace(all, word)) : [plain];
}

/** The commands of a page, by their text. @returns {Map<string, import('./command.mjs').Command>} */
export function commandsOf(text) {
  const lines = [...blockLines(text), ...inline(text)].flatMap(alternatives);
  const commands = lines.map((line) => readCommand(splitWords(line))).filter(Boolean);
  return new Map(commands.map((command) => [textOf(command), command]));
}

/** Pages whose commands people are to type. Decisions and the history tell about commands. */
const typed = (page) =>
  /^(?:README\.md|docs\/|packages\/)/.test(page) && !/\/decisions\//.test(page);

/** All documented commands, with the pages that have them. */
export function documentedCommands() {
  const found = new Map();
  for (const page of pages().filter(typed)) {
    const text = readFileSync(join(repository, page), 'utf8');
    for (const [key, command] of commandsOf(text)) {
      const entry = found.get(key) ?? { command, pages: [] };
      entry.pages.push(page);
      found.set(key, entry);
    }
  }
  return found;
}
