import { explain } from '@renovatebot/pep440';
import { SignalError } from '../errors.js';

/** Kinds of pre-releases by what people type for them; PEP 440 knows no others. */
const kinds: Readonly<Record<string, string>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
  dev: 'dev',
};

/** What Nx, which counts in semantic versions, calls them. */
const names: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', rc: 'rc' };

function invalid(message: string, hint: string): SignalError {
  return new SignalError({ code: 'VERSION_INVALID', message, hint });
}

/**
 * A version of a manifest as Nx counts: `1.2.0b3` is `1.2.0-beta.3`. A post-release counts as the release that it
 * corrects.
 *
 * @throws SignalError VERSION_INVALID for what has no such form
 */
export function toSemver(version: string, project: string): string {
  const parts = explain(version);
  if (!parts)
    throw invalid(
      `${project} has the version ${JSON.stringify(version)}, which is not a valid version (PEP 440).`,
      'change it, for example to 1.2.0 or 1.2.0b3.',
    );
  const [major = 0, minor = 0, patch = 0, ...rest] = parts.release;
  const isDevelopedPre = parts.pre !== null && parts.dev !== null;
  if (parts.epoch !== 0 || rest.some((part) => part !== 0) || isDevelopedPre)
    throw invalid(
      `${project} has the version ${version}, which Nx cannot count on from: it counts in three numbers and a pre-release.`,
      `set a version of three numbers, or leave ${project} out of release.projects.`,
    );
  const release = `${major}.${minor}.${patch}`;
  if (parts.dev !== null) return `${release}-dev.${[parts.dev].flat().at(-1) ?? 0}`;
  const [kind, number = 0] = parts.pre ?? [];
  return kind === undefined ? release : `${release}-${names[String(kind)]}.${number}`;
}

const semver = /^(\d+\.\d+\.\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * A version of Nx's as manifests and indexes have it: `1.2.0-beta.3` is `1.2.0b3`.
 *
 * @throws SignalError VERSION_INVALID for a pre-release that PEP 440 does not know
 */
export function toPep440(version: string): string {
  const [, release, pre] = semver.exec(version) ?? [];
  if (release === undefined) return version;
  if (pre === undefined) return release;
  const [, word = 'dev', number = '0'] = /^(?:([A-Za-z]+)[.-]?)?(\d+)?$/.exec(pre) ?? [];
  const kind = /^(?:([A-Za-z]+)[.-]?)?(\d+)?$/.test(pre) ? kinds[word.toLowerCase()] : undefined;
  if (kind === undefined)
    throw invalid(
      `${version} cannot be written in the form of PEP 440, whose pre-releases are alpha, beta, rc and dev.`,
      'use one of them, such as `--preid beta`.',
    );
  return kind === 'dev' ? `${release}.dev${number}` : `${release}${kind}${number}`;
}
