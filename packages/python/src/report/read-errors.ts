import { type ErrorCode, errorCodes } from '../errors.js';
import type { Finding } from './finding.js';
import { plainText } from './plain-text.js';

/** Errors that say something about the code: the work was done. */
const aboutCode: readonly ErrorCode[] = [
  'COVERAGE_LOW',
  'NOTHING_SELECTED',
  'INPUTS_CHANGED',
  'INPUTS_UNDECLARED',
  'PACKAGE_UNDECLARED',
  'AUDIT_VULNERABLE',
  'AUDIT_STALE',
  'TERMINAL_READ',
  'TIMEOUT',
];

const form =
  /^error(?: \[([A-Z_]+)\])?: (.*)(?:\n {2}at (.+?)(?::(\d+)(?::(\d+))?)?(?: \(.*\))?$)?/gm;

const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** Errors of the plugin itself in the text of a task. What a tool says in such words has no code of ours. */
export function readErrors(output: string): Finding[] {
  const text = plainText(output);
  return [...text.matchAll(form)].flatMap(
    ([, code, message = '', file = '', line, column], index) => {
      const isKnown = (errorCodes as readonly (string | undefined)[]).includes(code);
      // What was not foreseen has no code, and is all that there is.
      if (!isKnown && !(index === 0 && code === undefined && text.startsWith('error: '))) return [];
      return [{ file, line: numberIn(line), column: numberIn(column), code, message }];
    },
  );
}

/** Whether an error leaves it unknown what the tool would have found. */
export function isBreaking({ code }: Finding): boolean {
  return !(aboutCode as readonly (string | undefined)[]).includes(code);
}

/** Whether an error says that the tool was told to end, by a signal that asks for that. */
export function isStop({ code, message }: Finding): boolean {
  return code === 'TOOL_FAILED' && / was killed by SIG(?:TERM|INT|HUP)\.$/.test(message);
}

/** Whether pytest says that somebody at its terminal has ended it. */
export function wasEndedByHand(output: string): boolean {
  return /^!{3,} (?:\S+\.)?KeyboardInterrupt !{3,}$/m.test(plainText(output));
}
