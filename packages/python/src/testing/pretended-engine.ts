import { createServer, type Server } from 'node:net';

/** A server at an engine's socket that says something of its own: nothing where undefined; '' hangs up. */
export async function pretendEngine(socket: string, said: string | undefined): Promise<Server> {
  const server = createServer((client) => {
    client.on('error', () => {});
    if (said === '') client.destroy();
    else if (said !== undefined) client.write(said);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return server;
}
