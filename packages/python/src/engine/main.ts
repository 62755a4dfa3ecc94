import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { endErrandRunner, keepErrandRunner } from '../process/errands.js';
import { Engine } from './engine.js';
import { log } from './log.js';
import { claimStart, placeOf } from './place.js';
import { Pulse } from './pulse.js';
import { EngineServer } from './server.js';

/**
 * Bytes of memory above which an engine ends, to be started anew: in a large workspace half as much again as after its
 * first answer.
 */
let mostMemory: number | undefined;

function usesTooMuch(): boolean {
  const used = process.memoryUsage.rss();
  mostMemory ??= Math.max(2 ** 30, 1.5 * used);
  return used > mostMemory;
}

/** Milliseconds in which Node gives memory back that it has no use for any more. */
const giveBack = 2_000;

/** Ends if it uses too much memory, what is of no use left aside: in a large workspace that can be a third. */
function boundMemory(): void {
  if (!usesTooMuch()) return;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setTimeout(() => {
    if (!isBusy && usesTooMuch()) end('it uses too much memory');
  }, giveBack);
}

/** Milliseconds between two looks at whether it is still wanted. */
const look = 30_000;

/** Milliseconds without a question after which it ends. */
function idleTime({ NX_SIGNAL_ENGINE_IDLE }: NodeJS.ProcessEnv): number {
  const seconds = Number(NX_SIGNAL_ENGINE_IDLE);
  return (seconds > 0 ? seconds : 900) * 1000;
}

const workspaceRoot = process.argv[2] ?? process.cwd();
const idle = idleTime(process.env);
keepErrandRunner(workspaceRoot);
const engine = new Engine(workspaceRoot);
const say = (line: string) => log(workspaceRoot, line);

function end(reason: string): never {
  say(`ends: ${reason}`);
  if (server.isReachable) pulse?.close();
  server.close();
  engine.close();
  void endErrandRunner();
  endStart();
  process.exit(0);
}

let timer: NodeJS.Timeout | undefined;
let isBusy = false;
/** After what it does before the first question it uses less memory than it will. */
let hasRested = false;
let pulse: Pulse | undefined;
let endStart = () => {};

const server = new EngineServer(engine, {
  onBusy(busy) {
    isBusy = busy;
    pulse?.set(busy);
    clearTimeout(timer);
    if (busy) return;
    timer = setTimeout(() => end('it was idle'), idle);
    if (hasRested) boundMemory();
    hasRested = true;
  },
  onOver: end,
  log: say,
});

/** Nobody reads this process's own channels: what is said on the way goes to whoever asks. */
function hearOutput(): void {
  const write = (text: string | Uint8Array, isError: boolean) => {
    const said = typeof text === 'string' ? text : Buffer.from(text).toString();
    if (isError) server.say(said);
    return true;
  };
  const heard =
    (isError: boolean) =>
    (text: string | Uint8Array, second?: unknown, third?: unknown): boolean => {
      const done = typeof second === 'function' ? second : third;
      if (typeof done === 'function') done();
      return write(text, isError);
    };
  process.stdout.write = heard(false) as typeof process.stdout.write;
  process.stderr.write = heard(true) as typeof process.stderr.write;
}

function lookAround(): void {
  if (isBusy) return;
  if (!existsSync(join(workspaceRoot, 'nx.json'))) end('the workspace was removed');
  if (!server.isReachable) end('another one listens');
  if (!engine.isCurrent()) end('its code has changed');
}

const place = placeOf(workspaceRoot);
if ('refused' in place) end(place.refused);
const claim = claimStart(place.socket);
if (claim === undefined) end('another one is starting');
endStart = claim;
process.on('uncaughtException', (error) => end(error.stack ?? error.message));
process.on('unhandledRejection', (error) => end(String(error)));
// While it works it takes this for the end of the question.
process.on('SIGTERM', () => !isBusy && end('it was told to end'));
hearOutput();
say('starts');
await engine.warmUp();
pulse = new Pulse(place.socket);
await server.listen(place.socket);
endStart();
say(`listens at ${place.socket}`);
timer = setTimeout(() => end('it was idle'), idle);
setInterval(lookAround, look);
server.queue(async () => {
  // The first question does it all where this fails.
  await engine.foresee().catch(() => {});
  say('is ready');
});
