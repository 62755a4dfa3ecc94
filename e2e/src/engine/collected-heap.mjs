/**
 * Prints how many bytes a process of Node uses once its garbage is collected, as its inspector tells: how much
 * memory it holds at some moment says more about when it last collected. Needs Node 22 or later.
 *
 *     node collected-heap.mjs PID
 */
import { setTimeout as sleep } from 'node:timers/promises';

const list = 'http://127.0.0.1:9229/json';

/** Where the inspector of a process listens, which opens it when it is asked. */
async function open(pid) {
  process.kill(pid, 'SIGUSR1');
  for (let left = 50; ; left -= 1) {
    try {
      const [target] = await (await fetch(list)).json();
      return target.webSocketDebuggerUrl;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

const socket = new WebSocket(await open(Number(process.argv[2])));
await new Promise((done) => socket.addEventListener('open', done));
let count = 0;
const call = (method) =>
  new Promise((done) => {
    count += 1;
    const id = count;
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(data);
      if (answer.id === id) done(answer.result);
    });
    socket.send(JSON.stringify({ id, method }));
  });
// What finalizers hold goes the second time.
await call('HeapProfiler.collectGarbage');
await call('HeapProfiler.collectGarbage');
const { usedSize } = await call('Runtime.getHeapUsage');
console.log(usedSize);
socket.close();
