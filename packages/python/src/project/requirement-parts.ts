/** A PEP 508 requirement in its parts, each as it is written. */
export interface Requirement {
  name: string;
  /** With brackets. */
  extras: string;
  specifiers: string;
  /** With its semicolon. */
  marker: string;
}

/** Takes a requirement apart; undefined for one with an address, or for none. */
export function splitRequirement(text: string): Requirement | undefined {
  const match =
    /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(\([^)]*\)|[^;@]*?)\s*(;.*)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, name = '', extras = '', specifiers = '', marker = ''] = match;
  return { name, extras, specifiers: specifiers.replace(/^\((.*)\)$/, '$1'), marker };
}

/** Puts it together again. */
export function joinRequirement({ name, extras, specifiers, marker }: Requirement): string {
  return `${name}${extras}${specifiers}${marker === '' ? '' : ` ${marker}`}`;
}
