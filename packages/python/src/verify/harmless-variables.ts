import { escapePattern } from '../escape-pattern.js';

/**
 * Variables that code may read without declaring them, and why: every machine has them, or they say
 * nothing that a test could honestly go by. `CI` is not among them, since tests do go by it.
 */
export const harmlessVariables: readonly { names: readonly string[]; why: string }[] = [
  {
    names: ['HOME', 'USER', 'LOGNAME', 'USERNAME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'SHELL'],
    why: 'identify the account',
  },
  {
    names: [
      'PATH',
      'PATHEXT',
      'PWD',
      'OLDPWD',
      'INIT_CWD',
      'HOSTNAME',
      'COMPUTERNAME',
      'SHLVL',
      '_',
    ],
    why: 'say where it runs; they differ on every machine',
  },
  {
    names: ['TMPDIR', 'TMP', 'TEMP', 'XDG_*', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
    why: 'name system folders',
  },
  {
    names: ['SYSTEMROOT', 'WINDIR', 'SYSTEMDRIVE', 'COMSPEC', 'OS', 'PROGRAMFILES*', 'PROCESSOR_*'],
    why: 'describe Windows; the platform is part of the hash',
  },
  { names: ['LANG', 'LANGUAGE', 'LC_*'], why: 'set the language' },
  {
    names: [
      'TERM',
      'TERM_*',
      'COLORTERM',
      'COLUMNS',
      'LINES',
      'NO_COLOR',
      'FORCE_COLOR',
      'CLICOLOR*',
    ],
    why: 'say how text is displayed',
  },
  { names: ['DISPLAY', 'WAYLAND_DISPLAY', 'SSH_*'], why: 'describe the session' },
  {
    names: [
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
      'ALL_PROXY',
      'SSL_CERT_*',
      'SSLKEYLOGFILE',
      'REQUESTS_CA_BUNDLE',
      'CURL_CA_BUNDLE',
      'NODE_EXTRA_CA_CERTS',
      'PIP_*',
    ],
    why: 'say how to reach the network',
  },
  { names: ['NX_*', 'NPM_*'], why: 'are set by Nx and npm for the programs they start' },
  { names: ['PYTEST_*', 'COVERAGE_FILE'], why: 'are set by pytest and this plugin' },
];

/** Tells whether a name is one of those in a table, where `*` stands for any ending. */
export function nameMatcher(
  table: readonly { names: readonly string[] }[],
): (name: string) => boolean {
  const patterns = table
    .flatMap(({ names }) => names)
    .map((name) => escapePattern(name).replace(/\\\*$/, '.*'));
  // Windows knows a variable by its letters, whatever their case; elsewhere some come in both.
  const expression = new RegExp(`^(?:${patterns.join('|')})$`, 'i');
  return (name) => expression.test(name);
}

/** Whether a variable may be read without being declared. */
export const isHarmless = nameMatcher(harmlessVariables);
