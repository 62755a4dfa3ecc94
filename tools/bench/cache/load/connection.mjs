import { connect } from 'node:net';

const headerEnd = Buffer.from('\r\n\r\n');
const chunkedEnd = Buffer.from('0\r\n\r\n');

/**
 * One HTTP connection that is kept alive and does as little as it can: a client that costs more than
 * the servers would measure itself.
 */
export class Connection {
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.reset();
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  reset() {
    this.head = undefined;
    this.missing = -1;
    this.bytes = 0;
    this.pending = undefined;
  }

  /** Sends one request; resolves with status and bytes of the body once all of the answer is there. */
  send(buffers) {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.socket.cork();
      for (const buffer of buffers) this.socket.write(buffer);
      this.socket.uncork();
    });
  }

  close() {
    this.pending = undefined;
    this.socket.destroy();
  }

  fail(error) {
    const { pending } = this;
    this.reset();
    pending?.reject(error);
  }

  read(chunk) {
    if (this.missing >= 0 || this.isChunked) return this.readBody(chunk);
    this.head = this.head ? Buffer.concat([this.head, chunk]) : chunk;
    const end = this.head.indexOf(headerEnd);
    if (end < 0) return;
    const text = this.head.toString('latin1', 0, end).toLowerCase();
    const rest = this.head.subarray(end + 4);
    this.status = Number(text.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/.exec(text);
    this.isChunked = !length && text.includes('transfer-encoding: chunked');
    this.missing = length ? Number(length[1]) : this.isChunked ? -1 : 0;
    this.readBody(rest);
  }

  readBody(chunk) {
    this.bytes += chunk.length;
    if (this.isChunked) {
      // A body of random bytes that ends a piece just like this is too rare to matter.
      if (chunk.subarray(-chunkedEnd.length).equals(chunkedEnd)) this.finish();
      return;
    }
    this.missing -= chunk.length;
    if (this.missing === 0) this.finish();
  }

  finish() {
    const { pending, status, bytes } = this;
    this.isChunked = false;
    this.reset();
    pending?.resolve({ status, bytes });
  }
}
