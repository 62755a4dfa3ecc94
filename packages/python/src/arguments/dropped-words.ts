/** Options of Nx that take a value, and those that take many. Names without dashes and capitals. */
const takesOne = new Set([
  ...['parallel', 'maxparallel', 'runner', 'graph', 'base', 'head', 'files', 'project'],
  ...['c', 'configuration', 'outputstyle', 'tuiautoexit'],
]);
const takesMany = new Set(['p', 'projects', 't', 'target', 'targets', 'exclude']);

/** Options of Nx that take none. */
const flags = new Set([
  ...[
    'verbose',
    'prod',
    'nxbail',
    'nxignorecycles',
    'skipnxcache',
    'disablenxcache',
    'skipremotecache',
  ],
  ...[
    'disableremotecache',
    'cloud',
    'dte',
    'batch',
    'useagents',
    'loaddotenvfiles',
    'skipsync',
    'tui',
  ],
  ...[
    'excludetaskdependencies',
    'help',
    'version',
    'all',
    'uncommitted',
    'untracked',
    'stdin',
    'explain',
  ],
]);

/** How many words without a dash Nx has use for. */
function wordsOfNx(first: string | undefined): number {
  if (first === 'run-many' || first === 'affected') return 1;
  // `nx run PROJECT:TARGET` or `nx TARGET PROJECT`.
  return 2;
}

function nameOf(word: string): string {
  const name = word.replace(/^--?/, '').replace(/=.*$/s, '').replaceAll('-', '').toLowerCase();
  return name.startsWith('no') && flags.has(name.slice(2)) ? name.slice(2) : name;
}

/**
 * Words before `--` that are for a tool: where words stand behind `--`, Nx hands on these alone.
 *
 * @param argv - Nx's command line
 */
export function droppedWords(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  if (end < 0) return [];
  const program = argv.slice(0, end).findLastIndex((word) => /(?:^|[/\\])nx(?:\.js)?$/.test(word));
  const words = argv.slice(program + 1, end);
  const dropped: string[] = [];
  let left = wordsOfNx(words[0]);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      if (left > 0) left -= 1;
      else dropped.push(word);
      continue;
    }
    const name = nameOf(word);
    const isValue = () => words[at + 1]?.startsWith('-') === false;
    if (takesMany.has(name)) while (isValue()) at += 1;
    else if (takesOne.has(name)) at += !word.includes('=') && isValue() ? 1 : 0;
    else if (!flags.has(name)) dropped.push(word);
  }
  return dropped;
}
