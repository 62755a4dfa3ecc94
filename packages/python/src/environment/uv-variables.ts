/** Variables of uv by what they would do to an environment that is to be what its lock says. */
const removed: readonly [reason: string, ...names: string[]][] = [
  [
    'another choice of packages than the arguments make',
    'UV_NO_DEV',
    'UV_DEV',
    'UV_NO_DEFAULT_GROUPS',
    'UV_NO_GROUP',
    'UV_NO_INSTALL_PROJECT',
    'UV_NO_INSTALL_WORKSPACE',
    'UV_NO_INSTALL_LOCAL',
    'UV_NO_INSTALL_PACKAGE',
    'UV_ONLY_INSTALL_PROJECT',
    'UV_ONLY_INSTALL_WORKSPACE',
    'UV_ONLY_INSTALL_LOCAL',
  ],
  [
    'copies where the manifests say editable, wheels where they say sources, or the other way round',
    'UV_NO_EDITABLE',
    'UV_NO_EDITABLE_PACKAGE',
    'UV_NO_SOURCES',
    'UV_NO_SOURCES_PACKAGE',
    'UV_NO_BINARY',
    'UV_NO_BINARY_PACKAGE',
    'UV_NO_BUILD',
    'UV_NO_BUILD_PACKAGE',
  ],
  [
    'another resolution, which a build in isolation makes for what it requires',
    'UV_RESOLUTION',
    'UV_PRERELEASE',
    'UV_FORK_STRATEGY',
    'UV_EXCLUDE_NEWER',
    'UV_EXCLUDE_NEWER_PACKAGE',
    'UV_CONSTRAINT',
    'UV_OVERRIDE',
    'UV_EXCLUDE',
    'UV_BUILD_CONSTRAINT',
  ],
  [
    'files that are not the ones the lock names, or an environment that does not say what it holds',
    'UV_NO_VERIFY_HASHES',
    'UV_NO_INSTALLER_METADATA',
  ],
  [
    'the use of another lock, folder or environment, or of none',
    'UV_FROZEN',
    'UV_LOCKED',
    'UV_NO_SYNC',
    'UV_ISOLATED',
    'UV_PROJECT',
    'UV_WORKING_DIR',
    'UV_WORKING_DIRECTORY',
    'UV_NO_PROJECT',
  ],
];

/**
 * What is taken from uv's variables when it makes an environment: all that would install something
 * else than the lock and the manifests say, and so something that no hash knows.
 *
 * All others stay: where packages come from and how (`UV_INDEX…`, `UV_DEFAULT_INDEX`, user names and
 * passwords, `UV_FIND_LINKS`, proxies, `UV_CACHE_DIR`, `UV_LINK_MODE`, `UV_OFFLINE`), since the lock
 * names the hash of each file; `UV_CONFIG_FILE`, which may name a mirror; and
 * `UV_PROJECT_ENVIRONMENT`, which every part of this plugin follows. `UV_PYTHON` chooses the interpreter
 * of a new environment, which the hash asks uv for; it does not replace that of one that is there.
 *
 * @param isNew - whether there is no environment yet
 */
export function syncVariables(isNew: boolean): Record<string, undefined> {
  const names = removed.flatMap(([, ...list]) => list);
  const all = isNew ? names : [...names, 'UV_PYTHON'];
  return Object.fromEntries(all.map((name) => [name, undefined]));
}

/** Where packages come from, and which settings hold, by other words than the repository's own. */
const ofAccount = [
  'UV_CONFIG_FILE',
  'UV_NO_CONFIG',
  'UV_INDEX',
  'UV_DEFAULT_INDEX',
  'UV_INDEX_URL',
  'UV_EXTRA_INDEX_URL',
  'UV_FIND_LINKS',
  'UV_NO_INDEX',
  'UV_INDEX_STRATEGY',
  'UV_TORCH_BACKEND',
];

/**
 * The variables for a question about the manifests and the lock alone: no settings of the account, of the
 * system or of the shell. Caches, interpreters and passwords stay where they are.
 *
 * @param nobody - a folder without settings
 */
export function resolvingVariables(nobody: string): Record<string, string | undefined> {
  const names = [...removed.flatMap(([, ...list]) => list), ...ofAccount];
  return {
    ...Object.fromEntries(names.map((name) => [name, undefined])),
    XDG_CONFIG_HOME: nobody,
    XDG_CONFIG_DIRS: nobody,
    ...(process.platform === 'win32' ? { APPDATA: nobody } : {}),
    UV_NO_SYSTEM_CONFIG: '1',
  };
}
