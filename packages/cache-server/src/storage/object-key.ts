import { hash } from 'node:crypto';

/** Which client an object belongs to. Objects of one protocol are never served through another. */
export type Protocol = 'nx' | 'sccache';

/** What an object is: of a client, or a folder that jobs of GitHub carry, which no client can ask for. */
export type ObjectKind = Protocol | 'folder';

/** Names one object: the same name in two scopes is two objects. */
export interface ObjectKey {
  protocol: ObjectKind;
  /** Canonical text of a scope, see `auth/scope.ts`. */
  scope: string;
  /** The task hash, or the path of a compiler cache entry. Validated by its route. */
  name: string;
}

/** All of a key in one text: what objects are told apart by where one text is needed. */
export function keyText({ protocol, scope, name }: ObjectKey): string {
  return `${protocol}\0${scope}\0${name}`;
}

/** Whether a scope is that of an untrusted writer. */
export function isOwnScope(scope: string): boolean {
  return scope.startsWith('own/');
}

/** The workspace that a scope belongs to. */
export function workspaceOf(scope: string): string {
  return scope.split('/')[1] ?? '';
}

/**
 * The name of an object in a store: 32 hexadecimal digits, so that no path is ever built from what a
 * client sent. Two keys with one id are told apart when they are read: the record holds the whole key.
 * The last digit is odd for objects of own scopes, which are the first to go, so that this is known of
 * every object without a look into it.
 */
export function objectId(key: ObjectKey): string {
  const digest = hash('sha256', keyText(key), 'hex');
  if (isOwnId(digest) === isOwnScope(key.scope)) return digest.slice(0, 32);
  const last = Number.parseInt(digest.charAt(31), 16) ^ 1;
  return digest.slice(0, 31) + last.toString(16);
}

/**
 * Whether an id is that of an object of an own scope, that is, whether its last digit is odd. The codes of "0" and
 * "a" differ in that: 48 and 97.
 */
export function isOwnId(id: string): boolean {
  const code = id.charCodeAt(31);
  return (code & 1) === (code > 57 ? 0 : 1);
}
