import { connect } from 'node:net';
import { pluginVersion } from '../options/plugin-version.js';
import { circumstances } from './circumstances.js';
import { heartbeat, listen, type Reply, send } from './messages.js';
import { Patience } from './patience.js';
import { mayUseEngine, placeOf } from './place.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';

/** What came of asking; without a verdict, and with a reason where there is an engine that gave none. */
export interface EngineAnswer {
  verdict?: Verdict;
  reason?: string;
  /** There is one that answers others: no other is to take its place. */
  isThere?: boolean;
}

/** Milliseconds of silence after which an engine's pulse is looked at: first, and while it works. */
const patience = { first: 1_000, later: 10 * heartbeat };

const dead = 'it does not answer';

/** Who is told what happens before there is an answer. */
export interface Listeners {
  /** Something is said on the way, for standard error. */
  onText(text: string): void;
  /** This process is told to end, with the exit code for it. */
  onSignal(code: number): void;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Calls back for each signal that ends a process; returns a way to call it off. */
function onSignals(listener: (code: number) => void): () => void {
  const entries = Object.entries(signals).map(
    ([signal, code]) => [signal, () => listener(code)] as const,
  );
  for (const [signal, listen] of entries) process.once(signal, listen);
  return () => {
    for (const [signal, listen] of entries) process.off(signal, listen);
  };
}

/** One question, from the connection to the answer. */
function converse(
  path: string,
  question: Question,
  onText: (text: string) => void,
): { answer: Promise<EngineAnswer>; close(): void } {
  const socket = connect(path);
  let isConnected = false;
  let end = () => {};
  const answer = new Promise<EngineAnswer>((resolve) => {
    const life = new Patience(path, (isAtWork) =>
      isAtWork ? life.wait(patience.first) : resolve({ reason: dead }),
    );
    end = () => life.end();
    life.wait(patience.first);
    // Nobody listens: there is none, or one that died.
    socket.on('error', () => resolve(isConnected ? { reason: dead } : {}));
    socket.on('close', () => resolve({ reason: dead }));
    socket.on('connect', () => {
      isConnected = true;
      const variables = { ...process.env } as Record<string, string>;
      const opening = { version: pluginVersion, circumstances: circumstances() };
      send(socket, { type: 'ask', ...opening, variables, question });
    });
    listen<Reply>(socket, (reply) => {
      life.wait(patience.later);
      if (reply.type === 'said') onText(reply.text);
      if (reply.type === 'unable') {
        const { reason, isOver } = reply;
        resolve({ isThere: !isOver, ...(reason === undefined ? {} : { reason }) });
      }
      if (reply.type === 'verdict') resolve({ verdict: reply.verdict });
      if (reply.type === 'alive' && reply.version !== pluginVersion)
        resolve({ reason: `it is of version ${reply.version}` });
    });
  });
  const close = () => {
    end();
    socket.destroy();
  };
  return { answer, close };
}

/** Asks the engine of a checkout. Whatever is wrong with it is a reason to do without, never an error. */
export async function askEngine(
  workspaceRoot: string,
  question: Question,
  { onText, onSignal }: Listeners,
): Promise<EngineAnswer> {
  if (!mayUseEngine()) return {};
  const place = placeOf(workspaceRoot);
  if ('refused' in place) return { reason: place.refused };
  const forget = onSignals(onSignal);
  const { answer, close } = converse(place.socket, question, onText);
  try {
    return await answer;
  } finally {
    forget();
    close();
  }
}
