/**
 * Variables that code may read without declaring them, and why: every machine has them, or they say
 * nothing that a test could honestly go by. `CI` is not among them, since tests do go by it.
 */
export const harmlessVariables: readonly { names: readonly string[]; why: string }[] = [
  {
    names: ['HOME', 'USER', 'LOGNAME', 'USERNAME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'SHELL'],
    why: 'whose account it is',
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
    why: 'where it runs: each machine has its own',
  },
  {
    names: ['TMPDIR', 'TMP', 'TEMP', 'XDG_*', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
    why: 'folders of the system',
  },
  {
    names: ['SYSTEMROOT', 'WINDIR', 'SYSTEMDRIVE', 'COMSPEC', 'OS', 'PROGRAMFILES*', 'PROCESSOR_*'],
    why: 'what Windows says about itself; the platform is part of the hash',
  },
  { names: ['LANG', 'LANGUAGE', 'LC_*'], why: 'the language of the machine' },
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
    why: 'how text is shown',
  },
  { names: ['DISPLAY', 'WAYLAND_DISPLAY', 'SSH_*'], why: 'how somebody is connected' },
  {
    names: ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_*', 'SSLKEYLOGFILE'],
    why: 'how the machine reaches the network',
  },
  { names: ['NX_*', 'NPM_*'], why: 'what Nx and npm hand to what they start' },
  { names: ['PYTEST_*', 'COVERAGE_FILE'], why: 'what pytest and this plugin set themselves' },
];

const patterns = harmlessVariables
  .flatMap(({ names }) => names)
  .map((name) => (name.endsWith('*') ? `${name.slice(0, -1)}.*` : name));
const harmless = new RegExp(`^(?:${patterns.join('|')})$`, 'i');

/** Whether a variable may be read without being declared. */
export function isHarmless(name: string): boolean {
  return harmless.test(name);
}
