/**
 * Where objects are kept apart. A workspace has one shared scope, which trusted runs write and everyone
 * of that workspace may read, and any number of own scopes, each for one untrusted writer.
 *
 * The name of an own scope may come from a claim, so from a stranger: `own/…` and `shared/…` can never
 * be equal, whatever it is.
 */

/** What a token or a rule allows. */
export interface Grant {
  /** Which workspace's objects: letters, digits, `-` and `_`. */
  workspace: string;
  role: 'read' | 'write';
  /** The own scope of an untrusted run; undefined for a trusted one. */
  own?: string | undefined;
}

/** The scopes that an identity can reach, as canonical texts. */
export interface Access {
  /** Where to look, in this order. */
  reads: readonly string[];
  /** Where to store; undefined for readers. */
  writes?: string | undefined;
}

/** Canonical text of the shared scope. */
export function sharedScope(workspace: string): string {
  return `shared/${workspace}`;
}

/** Canonical text of an own scope. */
export function ownScope(workspace: string, name: string): string {
  return `own/${workspace}/${name}`;
}

/**
 * The whole of the trust model. A trusted identity reads and writes the shared scope and nothing else;
 * an untrusted one writes its own scope, and reads its own before the shared one. So an object that
 * reaches a trusted run was stored by a trusted run.
 */
export function accessOf({ workspace, role, own }: Grant): Access {
  const shared = sharedScope(workspace);
  const home = own === undefined ? shared : ownScope(workspace, own);
  return {
    reads: own === undefined ? [shared] : [home, shared],
    writes: role === 'write' ? home : undefined,
  };
}
