/** A value, or a promise of it where it takes waiting: a promise costs more than what memory answers. */
export type Awaitable<Value> = Value | Promise<Value>;

/** Goes on with a value: at once when it is there. */
export function whenReady<Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Awaitable<Result>,
): Awaitable<Result> {
  return value instanceof Promise ? value.then(use) : use(value);
}
