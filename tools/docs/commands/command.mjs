/**
 * A command as far as the documentation and the tests have to agree on it: its program, sub-command, targets, option
 * names, and the variables set before it. Names of projects, paths and values are placeholders.
 *
 * @typedef {object} Command
 * @property {string} name program and sub-command, such as `nx g @nx-signal/python:library` or `nx run *:test:unit`
 * @property {string[]} variables set in front of it
 * @property {string[]} options names of options, sorted; targets of Nx are named with them: `-t lint`
 * @property {string[]} passedOn names of options behind `--`, sorted
 * @property {boolean} words whether anything else follows, such as a project or a value
 */

/** How many words behind a program say which of its commands is meant. */
const depths = {
  npm: { run: 2, create: 2 },
  uv: { python: 2, pip: 2, tool: 2 },
  docker: { compose: 2, buildx: 2, system: 2 },
  buildah: { manifest: 2 },
  'nx-signal-cache': { token: 2, session: 2, github: 2 },
  nx: { show: 2, release: 2, g: 2, run: 2, add: 2 },
};

/** Other names of the same thing. */
const aliases = {
  generate: 'g',
  '--targets': '-t',
  '--target': '-t',
  '-p': '--projects',
  '--dryRun': '--dry-run',
  '-d': '--dry-run',
};

/** Programs whose commands are looked at. What other programs are told is their own documentation's affair. */
const programs = new Set([
  'nx',
  'nx-signal',
  'nx-signal-now',
  'nx-signal-cache',
  'npm',
  'uv',
  'docker',
  'buildah',
  'kubectl',
  'systemctl',
  'vitest',
]);

/** Those that have no commands. */
const single = new Set(['nx-signal-now']);

/** The words of a command line: blanks and quotes, as in a shell. */
export function splitWords(line) {
  const words = line.trim().match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

const withoutVersion = (name) => name.replace(/(?<=.)@[^@/]*$/, '');

const composeCommands = new Set(['up', 'down', 'exec']);

/** The words of `docker compose` with its command in front of its options. */
function composed(words) {
  const at = words.findIndex((word) => composeCommands.has(word));
  return at < 0 ? words : ['compose', words[at], ...words.slice(1, at), ...words.slice(at + 1)];
}

/** The program and its words, without what only starts it: `npx --no nx` and `./nx` are `nx`. */
function unwrapped([first = '', ...rest]) {
  if (first === 'npx') {
    const start = rest.findIndex((word) => !word.startsWith('-'));
    return start < 0 ? [] : unwrapped(rest.slice(start));
  }
  const name = withoutVersion(first.replace(/^(?:\.\/|node_modules\/\.bin\/)/, ''));
  // In a container: what is run there, after its name.
  if (name === 'docker' && rest[0] === 'exec')
    return unwrapped(
      rest.slice(rest.findIndex((word, index) => index > 0 && !word.startsWith('-')) + 1),
    );
  if (name === 'docker' && rest[0] === 'compose') return [name, ...composed(rest)];
  if (!/^(?:@nx-signal\/cache-server|nx-signal-cache)$/.test(name)) return [name, ...rest];
  // It serves unless told otherwise.
  return ['nx-signal-cache', ...(/^[a-z]/.test(rest[0] ?? '') ? [] : ['serve']), ...rest];
}

/** Words and options of one side of `--`. Targets belong to the option that names them. */
function sorted(words) {
  const options = new Set();
  let others = false;
  let targets;
  for (const word of words) {
    const [, option, value] = /^(--?[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (option === undefined) {
      if (targets === 'awaited' || targets === 'more') {
        for (const target of word.split(',')) options.add(`-t ${target}`);
        targets = word.includes(',') ? undefined : 'more';
      } else others = true;
      continue;
    }
    const name = aliases[option] ?? option;
    targets = name === '-t' ? 'awaited' : undefined;
    if (name === '-t' && value) for (const target of value.split(',')) options.add(`-t ${target}`);
    else if (name !== '-t') options.add(name);
    if (name !== '-t' && value !== undefined) others = true;
  }
  return { options: [...options].sort(), others };
}

/** @returns {Command | undefined} undefined for what is no command of a program that is looked at */
export function readCommand(words) {
  const start = words.findIndex((word) => !/^[A-Z]\w*=/.test(word));
  if (start < 0) return undefined;
  const variables = words.slice(0, start).map((word) => word.replace(/=.*/s, ''));
  const [program = '', ...rest] = unwrapped(words.slice(start));
  if (!programs.has(program)) return undefined;
  const [first = '', second = ''] = rest;
  if (!single.has(program) && !/^[a-z@]/.test(first)) return undefined;
  const sub = aliases[first] ?? first;
  const most = single.has(program) ? 0 : (depths[program]?.[sub] ?? 1);
  const depth = second.startsWith('-') || second === '' ? Math.min(most, 1) : most;
  const names = [sub, second].slice(0, depth).map(withoutVersion);
  const name = [program, ...names].join(' ');
  const dashes = rest.indexOf('--', depth);
  const before = sorted(rest.slice(depth, dashes < 0 ? undefined : dashes));
  const behind = sorted(dashes < 0 ? [] : rest.slice(dashes + 1));
  return {
    // Of `nx run` the target matters, not the project.
    name: name.replace(/^nx run [^:]+:/, 'nx run *:'),
    variables,
    options: before.options,
    passedOn: behind.options,
    words: before.others || behind.others,
  };
}

/** A command in one line; two that the documentation may use for one another have the same. */
export function textOf({ name, variables, options, passedOn, words }) {
  return [
    ...variables.map((variable) => `${variable}=`),
    name,
    ...options,
    ...(words ? ['*'] : []),
    ...(passedOn.length > 0 ? ['--', ...passedOn] : []),
  ].join(' ');
}

/** Whether only a group of commands is named, such as `nx release`. */
const isGroup = ({ options, passedOn, words }) => options.length + passedOn.length === 0 && !words;

/** Options with which a command does not do what it otherwise does. */
const idle = ['--help', '--version', '--dry-run', '--graph'];

/** Whether a run shows a documented command: the same one, with at least its options. */
export function shows(run, command) {
  const within = (part) => command[part].every((name) => run[part].includes(name));
  const idles = (of) => idle.filter((option) => of.options.includes(option)).join();
  const targets = (of) => of.options.filter((option) => option.startsWith('-t ')).length;
  return (
    (run.name === command.name || (isGroup(command) && run.name.startsWith(`${command.name} `))) &&
    idles(run) === idles(command) &&
    ['variables', 'options', 'passedOn'].every(within) &&
    (targets(command) === 0 || targets(run) === targets(command)) &&
    (run.words || !command.words)
  );
}
