import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { converse } from '../process/run-process.js';
import { startFailure } from './start-failure.js';

/** Where a server of sccache is reached: a socket's path, or a port of this machine. */
export type ServerAddress = { path: string } | { port: number };

/** A server of sccache to start. */
export interface ServerRequest {
  program: string;
  cwd: string;
  address: ServerAddress;
  /** Laid over the variables of this process. */
  variables: Readonly<Record<string, string>>;
}

/** A server at work, with what waits for it once it was told to stop; or why there is none. */
export type StartedServer = { end(): Promise<void> } | { failed: string };

/** A store that does not answer holds a build up for no longer. */
const patience = 10_000;
/** What it still has to store when it was told to stop holds nothing up for longer. */
const lastWrites = 15_000;
const betweenLooks = 25;
const aDay = 24 * 60 * 60_000;

function answers(address: ServerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect('path' in address ? address : { ...address, host: '127.0.0.1' });
    const end = (does: boolean) => () => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
  });
}

/** The variables by which clients and server find each other. */
export function addressVariables(address: ServerAddress): Record<string, string> {
  if ('path' in address) return { SCCACHE_SERVER_UDS: address.path };
  return { SCCACHE_SERVER_PORT: String(address.port) };
}

/**
 * Starts a server as a child of this process and waits until it answers, which it does once its store has. As a daemon,
 * which it would be otherwise, one that waits for its store would stay when the build has gone on without it.
 */
export async function startServer(request: ServerRequest): Promise<StartedServer> {
  const { program, cwd, address, variables } = request;
  const env = { ...variables, SCCACHE_START_SERVER: '1', SCCACHE_NO_DAEMON: '1' };
  const { ended, stop } = converse({ command: program, args: [], cwd, env, timeout: aDay });
  const end = async () => {
    const timer = setTimeout(stop, lastWrites);
    await ended;
    clearTimeout(timer);
  };
  let result: Awaited<typeof ended> | undefined;
  void ended.then((end) => {
    result = end;
  });
  for (const last = Date.now() + patience; Date.now() < last && !result; await sleep(betweenLooks))
    if (await answers(address)) return { end };
  const inTime = result !== undefined;
  stop();
  const { output, startError } = await ended;
  if (!inTime) return { failed: `its store did not answer in ${patience / 1000} seconds` };
  return { failed: startError ?? startFailure(output) };
}
