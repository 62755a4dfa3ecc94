import type { Change } from './cause.js';

/** A key whose value differs between two tables; `before` or `after` is undefined where it is missing. */
export interface Difference<Value> {
  key: string;
  change: Change;
  before: Value | undefined;
  after: Value | undefined;
}

/** The keys of two tables whose values differ, sorted. */
export function differences<Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  isSame: (left: Value, right: Value) => boolean = (left, right) => left === right,
): Difference<Value>[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): Difference<Value>[] => {
    const left = Object.hasOwn(before, key) ? before[key] : undefined;
    const right = Object.hasOwn(after, key) ? after[key] : undefined;
    if (left === undefined && right === undefined) return [];
    if (left === undefined) return [{ key, change: 'added', before: left, after: right }];
    if (right === undefined) return [{ key, change: 'removed', before: left, after: right }];
    return isSame(left, right) ? [] : [{ key, change: 'changed', before: left, after: right }];
  });
}
