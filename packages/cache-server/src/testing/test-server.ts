import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createToken, tokenDigest } from '../auth/static-tokens.js';
import type { TokenEntry } from '../auth/token-file.js';
import { type Config, configSchema } from '../config/schema.js';
import { Log } from '../log.js';
import { type RunningServer, startServer } from '../server/start-server.js';
import { temporaryFolder } from './temporary-folder.js';
import { writeTokens } from './tokens.js';

/** Who asks in a test. */
export interface TestIdentity extends Partial<TokenEntry> {
  role: 'read' | 'write';
  scope: string;
}

/** The identities that every test server knows. */
const usualIdentities = {
  main: { role: 'write', scope: 'shared' },
  pull: { role: 'write', scope: 'pull-1' },
  other: { role: 'write', scope: 'pull-2' },
  reader: { role: 'read', scope: 'shared' },
} as const satisfies Record<string, TestIdentity>;

/** Name of one of them. */
export type TestName = keyof typeof usualIdentities;

/** An answer with its whole body. */
export interface Answer {
  status: number;
  type: string | null;
  body: Buffer;
}

/** A real server on a free port, with a folder of its own and a token per identity. */
export class TestServer {
  readonly tokens: Record<string, string> = {};
  readonly lines: string[] = [];
  readonly folder: string;

  private constructor(
    readonly running: RunningServer,
    tokens: Record<string, string>,
    folder: string,
    lines: string[],
  ) {
    this.tokens = tokens;
    this.folder = folder;
    this.lines = lines;
  }

  /** @param options - configuration, as it would stand in the file */
  static async start(
    options: Record<string, unknown> = {},
    folder = temporaryFolder(),
    identities: Record<string, TestIdentity> = usualIdentities,
  ): Promise<TestServer> {
    const tokens: Record<string, string> = {};
    const entries = Object.entries(identities).map(([id, entry]): TokenEntry => {
      tokens[id] = createToken();
      return { id, workspace: 'default', ...entry, sha256: tokenDigest(tokens[id]) };
    });
    writeTokens(join(folder, 'tokens.json'), entries);
    const { storage = {}, ...rest } = options;
    const config: Config = configSchema.parse({
      port: 0,
      storage: { folder, ...(storage as object) },
      ...rest,
    });
    const lines: string[] = [];
    const running = await startServer(config, new Log('debug', (line) => lines.push(line)));
    onTestFinished(() => running.close());
    return new TestServer(running, tokens, folder, lines);
  }

  get url(): string {
    return this.running.url;
  }

  headers(who: string): Record<string, string> {
    return { authorization: `Bearer ${this.tokens[who] ?? who}` };
  }

  async request(path: string, who: string, options: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      ...options,
      redirect: 'manual',
      headers: { ...this.headers(who), ...(options.headers as Record<string, string>) },
    });
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type'), body };
  }

  get(hash: string, who: string): Promise<Answer> {
    return this.request(`/v1/cache/${hash}`, who);
  }

  put(hash: string, who: string, body: Buffer | string): Promise<Answer> {
    return this.request(`/v1/cache/${hash}`, who, {
      method: 'PUT',
      body: new Uint8Array(Buffer.from(body)),
    });
  }
}
