/** All variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Variables that shells, npm, terminals and agents set by themselves: where somebody stands, which window or session it
 * is, and how large. Neither Nx, whose daemon leaves most of them out as well, nor this plugin, nor git, uv or an
 * interpreter makes anything else of a graph by them.
 */
const ofPlace = new Set([
  ...['PWD', 'OLDPWD', 'SHLVL', '_', 'INIT_CWD'],
  ...['COLUMNS', 'LINES', 'WINDOW', 'WINDOWID', 'STY', 'TMUX_PANE', 'GPG_TTY'],
  ...['SSH_TTY', 'SSH_CLIENT', 'SSH_CONNECTION', 'XDG_SESSION_ID', 'XDG_VTNR'],
  ...['TERM_SESSION_ID', 'SHELL_SESSION_ID', 'SECURITYSESSIONID'],
  ...['CLAUDE_PID', 'CODEX_THREAD_ID', 'COPILOT_AGENT_SESSION_ID', 'CURSOR_TRACE_ID'],
]);

/** Whether a text such as that of a `.env` file refers to a variable. */
const refersTo = (text: string, name: string) => new RegExp(`\\$\\{?${name}\\b`).test(text);

/**
 * Whether a graph and hashes that were made with some variables are what they would be with others. Those of
 * {@link ofPlace} count where something asks for them.
 *
 * @param inputs - names of variables that are inputs of tasks
 * @param found - what else there is around the tasks, with the text of `.env` files
 */
export function areAlike(
  before: Variables,
  now: Variables,
  inputs: readonly string[],
  found: string,
): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const others = [...names].filter((name) => before[name] !== now[name]);
  return others.every(
    (name) => ofPlace.has(name) && !inputs.includes(name) && !refersTo(found, name),
  );
}
