/** What became of a request for an object. Everything but a hit is a miss to the client. */
export type ReadResult =
  | 'hit'
  /** The client was sent to the store. */
  | 'redirected'
  | 'miss'
  /** The store failed. */
  | 'failed'
  /** Too many at one time. */
  | 'overloaded'
  /** The server is shutting down. */
  | 'closing'
  /** The name is none that this server stores. */
  | 'bad-name';

/** What became of an upload. Everything but `stored` is a refusal to the client. */
export type WriteResult =
  | 'stored'
  /** Another writer was first. */
  | 'exists'
  /** The identity may only read. */
  | 'read-only'
  | 'too-large'
  | 'length-mismatch'
  | 'aborted'
  | 'failed'
  | 'overloaded'
  | 'closing'
  | 'bad-name';
