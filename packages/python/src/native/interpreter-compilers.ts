import { runProcess } from '../process/run-process.js';

/** How an interpreter was compiled, which setuptools goes by for extensions. */
export interface InterpreterCompilers {
  c: string;
  cxx: string;
  /** Undefined where it does not say. */
  flags: string | undefined;
}

const script =
  'import sysconfig as s; [print(s.get_config_var(name) or "") for name in ("CC", "CXX", "CFLAGS")]';

/** The commands that an interpreter was compiled with, or the usual ones where it does not tell. */
export async function interpreterCompilers(
  python: string,
  cwd: string,
): Promise<InterpreterCompilers> {
  const args = ['-I', '-c', script];
  const { exitCode, output } = await runProcess({ command: python, args, cwd, timeout: 60_000 });
  const [c, cxx, flags] = exitCode === 0 ? output.split('\n').map((line) => line.trim()) : [];
  return { c: c || 'cc', cxx: cxx || 'c++', flags: flags || undefined };
}
