/** What is wrapped, and with what. */
export interface Wrapped {
  /** Path of sccache. */
  sccache: string;
  /** Build backends of all that is built with the variables. */
  backends: readonly string[];
  /** How the interpreter was compiled: the commands that setuptools takes where nothing else is said. */
  compilers: { c: string; cxx: string };
  platform?: NodeJS.Platform;
}

const usesCmake = (backend: string) => backend.startsWith('scikit_build_core');

/** Compilers that are none of their own: somebody has wrapped one already. */
const isWrapped = (command: string) => /(?:^|[\\/\s])(?:sc|c)cache(?:\.exe)?(?:\s|$)/.test(command);

const quoted = (path: string) => (path.includes(' ') ? `"${path}"` : path);

/**
 * The variables that put sccache before compilers: CC and CXX for setuptools and Meson, launchers for CMake,
 * RUSTC_WRAPPER for cargo. CMake would take a CC that is wrapped for a compiler and wrap it again.
 *
 * @param inherited - what somebody has chosen stays chosen
 */
export function wrapperVariables(
  { sccache, backends, compilers, platform = process.platform }: Wrapped,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const variables: Record<string, string> = {};
  const set = (name: string, value: string) => {
    if (!inherited[name]) variables[name] = value;
  };
  set('RUSTC_WRAPPER', sccache);
  if (backends.some(usesCmake)) {
    set('CMAKE_C_COMPILER_LAUNCHER', sccache);
    set('CMAKE_CXX_COMPILER_LAUNCHER', sccache);
    return variables;
  }
  // On Windows setuptools looks for its compiler by itself.
  if (platform === 'win32') return variables;
  const { CC: c = compilers.c, CXX: cxx = compilers.cxx } = inherited;
  if (!isWrapped(c)) variables['CC'] = `${quoted(sccache)} ${c}`;
  if (!isWrapped(cxx)) variables['CXX'] = `${quoted(sccache)} ${cxx}`;
  return variables;
}
