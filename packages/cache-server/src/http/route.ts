import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identity } from '../auth/identity.js';

/** One request on its way to an answer. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Path behind the server's base path, without a query, as it was sent. */
  path: string;
  query: string;
  /** When it arrived, in milliseconds of `performance.now`. */
  startedAt: number;
}

/** A protocol under a prefix. */
export interface Route {
  /** Start of the paths that belong to it. */
  prefix: string;
  /** Whether that is the whole of them. */
  isExact?: boolean;
  /**
   * Whether its clients fail the run they should speed up when they get an error: what is wrong with us is a miss
   * and a refusal to them.
   */
  hidesTrouble?: boolean;
  /** Whether it is for everyone. */
  isPublic?: boolean;
  /** Answers. Must not throw for anything that a client sends. */
  handle(exchange: Exchange, identity: Identity | undefined): Promise<void> | void;
}

/** Seconds since a request arrived. */
export function secondsOf(exchange: Exchange): number {
  return (performance.now() - exchange.startedAt) / 1000;
}
