import { runProcess } from '../process/run-process.js';

const script =
  'import sysconfig as s; print(s.get_config_var("CC")); print(s.get_config_var("CXX"))';
const usual = { c: 'cc', cxx: 'c++' };

/** The commands that an interpreter was compiled with, which setuptools takes for extensions. */
export async function interpreterCompilers(
  python: string,
  cwd: string,
): Promise<{ c: string; cxx: string }> {
  const args = ['-I', '-c', script];
  const { exitCode, output } = await runProcess({ command: python, args, cwd, timeout: 60_000 });
  const [c = '', cxx = ''] = output.split('\n').map((line) => line.trim());
  const isKnown = (command: string) => exitCode === 0 && command !== '' && command !== 'None';
  return { c: isKnown(c) ? c : usual.c, cxx: isKnown(cxx) ? cxx : usual.cxx };
}
