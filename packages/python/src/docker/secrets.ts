import { SignalError } from '../errors.js';

/** A secret of a build, by the id that the Dockerfile mounts it with. */
export interface Secret {
  id: string;
  /** Whether `source` names an environment variable or a file. */
  kind: 'env' | 'file';
  source: string;
}

/** Where secrets come from. */
export interface SecretSources {
  variable(name: string): string | undefined;
  /** Text of a file, relative to the workspace root; undefined where there is none. */
  file(path: string): string | undefined;
}

/** Reads `env:NAME` and `file:path`. */
export function parseSecrets(secrets: Readonly<Record<string, string>>): Secret[] {
  return Object.entries(secrets).map(([id, text]) => {
    const colon = text.indexOf(':');
    const kind = text.slice(0, colon) === 'env' ? 'env' : 'file';
    return { id, kind, source: text.slice(colon + 1) };
  });
}

/** Values of secrets. Throws SECRET_MISSING for one that is not there. */
export function secretValues(secrets: readonly Secret[], sources: SecretSources): string[] {
  return secrets.map(({ id, kind, source }) => {
    const value = kind === 'env' ? sources.variable(source) : sources.file(source);
    if (value !== undefined && value !== '') return value;
    const what = kind === 'env' ? `the environment variable ${source}` : `the file ${source}`;
    throw new SignalError({
      code: 'SECRET_MISSING',
      message: `The build secret "${id}" comes from ${what}, which is ${value === '' ? 'empty' : 'missing'}.`,
      hint: 'set it, or correct `secrets` of this target.',
    });
  });
}

/** A text this short would hide ordinary output. */
const shortest = 4;

/**
 * Hides secrets in output that arrives in pieces. A line is held back until it ends, so that no
 * secret is missed because it came in two pieces.
 */
export class SecretMask {
  readonly #hidden: string[];
  #rest = '';

  constructor(values: readonly string[]) {
    const lines = values.flatMap((value) => [value, ...value.split(/\r?\n/)]);
    this.#hidden = [...new Set(lines.map((line) => line.trim()))]
      .filter((line) => line.length >= shortest)
      .sort((left, right) => right.length - left.length);
  }

  /** Text that can be shown now that `text` has arrived. */
  push(text: string): string {
    if (this.#hidden.length === 0) return text;
    const all = this.#rest + text;
    const end = all.lastIndexOf('\n') + 1;
    this.#rest = all.slice(end);
    return this.hide(all.slice(0, end));
  }

  /** What has been held back. */
  flush(): string {
    const rest = this.#rest;
    this.#rest = '';
    return this.hide(rest);
  }

  /** A whole text without the secrets. */
  hide(text: string): string {
    return this.#hidden.reduce((shown, value) => shown.replaceAll(value, '***'), text);
  }
}
