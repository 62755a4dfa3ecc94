// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { markerInput } from './root-marker.js';
import type { TargetInput } from './target-context.js';
import type { BuildFingerprint } from './task-fingerprint.js';

/** Variables that compilers and what calls them go by. */
export const compilerVariables = [
  'ARCHFLAGS',
  'CC',
  'CFLAGS',
  'CMAKE_ARGS',
  'CMAKE_BUILD_TYPE',
  'CMAKE_GENERATOR',
  'CMAKE_PREFIX_PATH',
  'CPPFLAGS',
  'CXX',
  'CXXFLAGS',
  'LDFLAGS',
  'MACOSX_DEPLOYMENT_TARGET',
  'MATURIN_PEP517_ARGS',
  'PKG_CONFIG_PATH',
  'RUSTFLAGS',
] as const;

/** The variable that dates what is built. */
export const dateVariable = 'SOURCE_DATE_EPOCH';

const askCompilers =
  'for c in "${CC:-cc}" "${CXX:-c++}" "${RUSTC:-rustc}"; do $c --version 2>/dev/null | head -n 1; done; true';

/** What brings the machine's compilers into a hash; each may be missing. */
export function compilerInputs(platform: NodeJS.Platform = process.platform): TargetInput[] {
  const runtime = platform === 'win32' ? 'rustc --version 2>nul || ver' : askCompilers;
  return [{ runtime }, ...compilerVariables.map((env) => ({ env }))];
}

/** What brings uv's version into a hash: it may build with its own uv_build, and says in a wheel who has made it. */
export function frontendInput(platform: NodeJS.Platform = process.platform): TargetInput {
  return { runtime: `uv --version 2>${platform === 'win32' ? 'nul' : '/dev/null'} || echo none` };
}

/** What brings the version that git tells into a hash: tag, distance, commit and branch. */
export const historyInput: TargetInput = {
  runtime: 'git describe --tags --long --always --abbrev=40 && git rev-parse --abbrev-ref HEAD',
};

/** Arguments of git that print when a folder was last committed to. */
export function commitTimeArguments(directory: string): string[] {
  return ['log', '-1', '--format=%ct', '--', directory];
}

/** What brings that time into a hash. */
export function commitTimeInput(directory: string): TargetInput {
  return { runtime: `git ${commitTimeArguments(`"${directory}"`).join(' ')}` };
}

/** A fingerprint of a build in Nx's words. */
export function buildInputsOf(fingerprint: BuildFingerprint): TargetInput[] {
  const { plugin, platform, uv, backend } = fingerprint;
  const nodes = [plugin, platform, uv, ...backend];
  return [
    ...fingerprint.sources,
    ...fingerprint.required,
    ...fingerprint.ignoreFiles.map((file) => `{workspaceRoot}/${file}`),
    { externalDependencies: [...new Set(nodes)].sort() },
    markerInput,
    fingerprint.frontend,
    ...fingerprint.compilers,
    ...fingerprint.history,
    { env: dateVariable },
    fingerprint.interpreter,
    ...fingerprint.declared,
  ];
}
