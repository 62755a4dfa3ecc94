import type { Unshared } from '../tools/pytest/shared-modules.js';
import type { Cause, Change, Explanation, RunReference } from './cause.js';

/** A line of the answer: what moved, and how. */
type Line = [label: string, text: string];

const fileLabels = { own: 'file', dependency: 'dependency file', workspace: 'workspace file' };

const was = (change: Change) => (change === 'changed' ? 'changed' : `was ${change}`);

function versions(before: string | null, after: string | null, same: string): string {
  if (before === after) return `${before} ${same}`.trim();
  if (before === null) return `${after} was added`;
  if (after === null) return `${before} was removed`;
  return `${before} → ${after}`;
}

const variableTexts = {
  set: 'is set now',
  unset: 'is no longer set',
  changed: 'has another value',
  declared: 'was added as an input',
  undeclared: 'is no longer an input',
} as const;

/** One cause in people's words. */
export function describeCause(cause: Cause): Line {
  switch (cause.kind) {
    case 'file': {
      const of = cause.project === null ? '' : ` (${cause.project})`;
      return [fileLabels[cause.relation], `${cause.path} ${was(cause.change)}${of}`];
    }
    case 'edge':
      return [
        'dependency',
        cause.change === 'gained' ? `${cause.project} was added` : `${cause.project} was removed`,
      ];
    case 'package': {
      const name = cause.ecosystem === 'pypi' ? cause.name : `${cause.ecosystem}:${cause.name}`;
      const same = 'with different files, source or requirements';
      return ['package', `${name} ${versions(cause.before, cause.after, same)}`];
    }
    case 'requirements':
      return [
        'lock',
        cause.change === 'changed'
          ? `the requirements of ${cause.name === '.' ? 'the workspace' : cause.name} changed`
          : `${cause.name} ${was(cause.change)}`,
      ];
    case 'settings':
      return [
        'settings',
        `${cause.file}${cause.section === null ? '' : ` [${cause.section}]`} ${was(cause.change)}`,
      ];
    case 'interpreter':
      return ['interpreter', versions(cause.before, cause.after, '')];
    case 'platform':
      return ['platform', versions(cause.before, cause.after, '')];
    case 'plugin':
      return ['plugin', `@nx-signal/python ${versions(cause.before, cause.after, '')}`];
    case 'variable':
      return ['variable', `${cause.name} ${variableTexts[cause.change]}`];
    case 'configuration':
      return ['configuration', `${cause.project}: ${listed(cause.keys, 4)} changed`];
    case 'input':
      return ['input', `${cause.name} ${was(cause.change)}`];
    case 'unrecorded':
      return ['not recorded', `one of these changed: ${cause.candidates.join('; ')}`];
    case 'failed-before':
      return ['result', 'it failed the last time, and failures are never replayed'];
    case 'cache-skipped':
      return ['result', 'the run was told to skip the cache'];
    case 'not-cached':
      return ['result', 'the target is not cached, so it runs every time'];
    case 'cache-lost':
      return ['result', 'nothing changed, but the result was no longer in the cache'];
  }
}

function listed(items: readonly string[], most: number): string {
  const rest = items.length - most;
  return items.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** How many causes of one label are shown before the rest is only counted. */
const mostLines = 12;

/** All causes, aligned; with `full`, without leaving any out. */
export function describeCauses(causes: readonly Cause[], full: boolean): string[] {
  const lines = causes.map(describeCause);
  const width = Math.max(0, ...lines.map(([label]) => label.length));
  const counts = new Map<string, number>();
  const shown = lines.filter(([label]) => {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return full || (counts.get(label) ?? 0) <= mostLines;
  });
  const hidden = [...counts].filter(([, count]) => !full && count > mostLines);
  return [
    ...shown.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...hidden.map(
      ([label, count]) => `  ${label.padEnd(width)}  and ${count - mostLines} more (--verbose)`,
    ),
  ];
}

/** `2026-11-23 22:48:03` in the time zone of who asks. */
export function describeTime(time: string): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

const atTime = ({ time, command }: RunReference) => `${describeTime(time)} (${command})`;

function headline({ task, next, subject, before, after, causes }: Explanation): string[] {
  if (causes[0]?.kind === 'not-cached') return [`${task} would run now:`];
  if (subject === 'next' && before)
    return [`${task} would run now. Since its run at ${atTime(before)}:`];
  if (subject === 'next')
    return [
      `${task} would run now: there is no record of an earlier run.`,
      'Run it once, so that this command can compare.',
    ];
  const replay = next === 'replay' ? [`${task} would be replayed from the cache now.`] : [];
  if (!after) return [...replay, `There is no record of a run that executed ${task}.`];
  if (!before)
    return [
      ...replay,
      `It last ran at ${atTime(after)}.`,
      'There is no record of an earlier run to compare with.',
    ];
  const subjectOf = replay.length > 0 ? 'It' : task;
  return [
    ...replay,
    `${subjectOf} last ran at ${atTime(after)}. Since the run before, at ${atTime(before)}:`,
  ];
}

/** What a task has to import although libraries are imported once for several. */
function describeUnshared({ alone, modules }: Unshared): string[] {
  const lines = Object.entries(modules).map(([name, reason]) => `  ${name}: ${reason}`);
  return [
    ...(alone === null
      ? []
      : ['', `It runs by itself, without libraries that others share: ${alone}.`]),
    ...(lines.length > 0
      ? ['', 'It imports these for itself, since they cannot be shared:', ...lines]
      : []),
  ];
}

/** The whole answer for people. */
export function describeExplanation(explanation: Explanation, full = false): string {
  const { causes, unshared } = explanation;
  const lines = describeCauses(causes, full);
  return [
    ...headline(explanation),
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(unshared ? describeUnshared(unshared) : []),
  ].join('\n');
}
