import picomatch from 'picomatch';

/** Absolute paths, without links, that exceptions are about. */
export interface Places {
  workspace: string;
  /** The environment of the task. */
  environment: string;
  /** Where the environment's interpreter is installed. */
  interpreter: string;
  /** Where the program of Node is installed that runs Nx, and pyright with it. */
  node: string;
  /** This package. */
  plugin: string;
  /** What this package keeps between runs. */
  data: string;
  /** The task's own outputs. */
  output: string;
  /** The user's folder for caches. */
  cache: string;
  /** The user's own folder. */
  home: string;
  /** The root of the file system. */
  system: string;
}

/** Paths that a task may read although no input of its hash stands for them. */
export interface Exception {
  /** `place: pattern`, the pattern as seen from the place. */
  path: `${keyof Places}: ${string}`;
  /** Why nothing is out of date when they change. */
  because: string;
  /** Only where git or Nx ignore it: what Nx knows of has to be an input. */
  ignored?: true;
}

/** All of them. What is read and is neither an input nor here, is reported. */
export const exceptions: readonly Exception[] = [
  { path: 'environment: **', because: 'made from the lock, whose packages are in the hash' },
  { path: 'interpreter: {bin,lib,lib64,include}/**', because: 'its version is in the hash' },
  { path: 'plugin: **', because: 'its version is in the hash' },
  { path: 'node: {bin,lib}/**', because: 'runs pyright, whose version is in the hash' },
  { path: 'data: **', because: 'caches of tools, each checked by the tool against what it read' },
  { path: 'output: **', because: 'written by the task' },
  {
    path: 'cache: {uv,pyright-python}/**',
    because: 'packages, by the versions that the lock names',
  },
  {
    path: 'workspace: **/{__pycache__,.mypy_cache,.pytest_cache,.ruff_cache,.hypothesis}/**',
    because: 'derived by tools from what they have read, and checked by them',
    ignored: true,
  },
  {
    path: 'workspace: **/*.egg-info/**',
    because: 'made from the pyproject.toml beside it',
    ignored: true,
  },
  {
    path: 'workspace: **/*.{so,pyd}',
    because: 'native code, built from sources that are inputs',
    ignored: true,
  },
  { path: 'workspace: {nx.json,.nxignore}', because: 'in the hash of every task' },
  { path: 'workspace: **/.gitignore', because: 'Nx leaves out what it ignores, so the files tell' },
  { path: 'workspace: .git/{config,info/exclude}', because: 'as .gitignore' },
  { path: 'home: {.gitconfig,.config/git/{config,ignore}}', because: 'as .gitignore' },
  { path: 'system: etc/gitconfig', because: 'as .gitignore' },
  { path: 'home: .inputrc', because: 'keys of an editor of lines, which no task has' },
  { path: 'system: etc/inputrc', because: 'keys of an editor of lines, which no task has' },
  {
    path: 'system: {usr,lib,lib32,lib64,bin,sbin}/**',
    because: 'the system, whose kind and processor are in the hash',
  },
  { path: 'system: {proc,sys,dev}/**', because: 'the kernel and the process itself' },
  {
    path: 'system: etc/{ld.so.*,locale.alias,localtime,timezone,ssl/**,os-release,mime.types}',
    because: 'the system: its libraries, time zone and certificates',
  },
  {
    path: 'system: etc/{passwd,group,nsswitch.conf,host*,resolv.conf,gai.conf,services,protocols}',
    because: 'names of users and of other machines',
  },
];

/** Whether `path` lies in `folder`; absolute ones. */
function inside(path: string, folder: string): string | undefined {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  if (path === folder) return '';
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/**
 * Tells whether an absolute path is excepted; a folder is if what lies in it is.
 *
 * @param table - for tests
 */
export function exceptionMatcher(
  places: Places,
  table: readonly Exception[] = exceptions,
): (path: string, isKnown: boolean) => boolean {
  const tests = table.map(({ path: rule, ignored }) => {
    const [place = '', pattern = ''] = rule.split(/: (.*)/);
    const matches = picomatch([pattern, pattern.replace(/\/\*\*$/, '')], { dot: true });
    const folder = places[place as keyof Places];
    return (path: string, isKnown: boolean) => {
      if (ignored && isKnown) return false;
      const relative = inside(path, folder);
      return relative !== undefined && (pattern === '**' || matches(relative));
    };
  });
  return (path, isKnown) => tests.some((matches) => matches(path, isKnown));
}
