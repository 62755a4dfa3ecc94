import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startIssuer, type TestIssuer } from '../testing/issuer.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { TestServer } from '../testing/test-server.js';

/** A run of CI, as its identity token tells. */
interface Run {
  repository: string;
  event_name: string;
  ref: string;
  run_id: string;
}

const main = 'refs/heads/main';

const run: fc.Arbitrary<Run> = fc
  .record({
    repository: fc.constantFrom('acme/shop', 'acme/shop', 'acme/shop', 'acme/other'),
    event: fc.constantFrom<[string, string]>(
      ['push', main],
      ['schedule', main],
      ['push', 'refs/heads/feature'],
      ['push', 'refs/heads/main/own'],
      ['push', 'refs/tags/main'],
      ['workflow_dispatch', main],
      // On the word of a stranger, and all on the main branch.
      ['pull_request_target', main],
      ['workflow_run', main],
      ['issue_comment', main],
      ['pull_request', 'refs/pull/1/merge'],
      ['pull_request', 'refs/pull/2/merge'],
      ['pull_request', main],
    ),
    run_id: fc.constantFrom('1', '2'),
  })
  .map(({ repository, event: [event_name, ref], run_id }) => ({
    repository,
    event_name,
    ref,
    run_id,
  }));

const rules = [
  {
    when: { repository: 'acme/shop', ref: main, event_name: ['push', 'schedule'] },
    scope: 'shared',
  },
  {
    when: { repository: 'acme/other', ref: main, event_name: 'push' },
    scope: 'shared',
    workspace: 'other',
  },
  { when: { repository: 'acme/shop' }, scope: 'own' },
  { when: { repository: 'acme/other' }, scope: 'own', workspace: 'other' },
];

const isTrusted = ({ repository, event_name, ref }: Run) =>
  ref === main &&
  (event_name === 'push' || (event_name === 'schedule' && repository === 'acme/shop'));

/** Whether later runs of one ref may read what earlier ones stored: the property, in its own words. */
function mayShare({ event_name, ref }: Run): boolean {
  if (event_name === 'pull_request') return ref.startsWith('refs/pull/');
  return ['push', 'schedule', 'workflow_dispatch'].includes(event_name);
}

function mayServe(writer: Run, reader: Run): boolean {
  if (writer.repository !== reader.repository) return false;
  if (isTrusted(writer)) return true;
  if (isTrusted(reader)) return false;
  const isSame = writer.event_name === reader.event_name && writer.ref === reader.ref;
  return isSame && (writer.run_id === reader.run_id || mayShare(writer));
}

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ does: fc.constant('put' as const), run, hash: fc.nat(1) }) },
  { weight: 30, arbitrary: fc.record({ does: fc.constant('get' as const), run, hash: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('crowd out' as const), run }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
);

/** A server that can be restarted, and the sessions of runs, which outlive that. */
class Subject {
  private readonly sessions = new Map<string, string>();
  private count = 0;
  served = 0;
  missed = 0;

  private constructor(
    private readonly issuer: TestIssuer,
    private readonly options: Record<string, unknown>,
    private server: TestServer,
  ) {}

  static async start(maxSize: string): Promise<Subject> {
    const issuer = await startIssuer();
    const settings = { provider: 'github', issuer: issuer.url, jwksUrl: issuer.jwksUrl };
    const options = {
      storage: { maxSize },
      auth: { oidc: [{ ...settings, audience: 'cache', rules }] },
    };
    return new Subject(issuer, options, await TestServer.start(options, temporaryFolder()));
  }

  private async tokenOf(of: Run): Promise<string> {
    const key = JSON.stringify(of);
    const known = this.sessions.get(key);
    if (known) return known;
    const identity = await this.issuer.sign({ ...of });
    const answer = await this.server.request('/v1/session', identity, { method: 'POST' });
    const { token } = JSON.parse(answer.body.toString()) as { token: string };
    this.sessions.set(key, token);
    return token;
  }

  async put(of: Run, hash: string, padding = 0): Promise<void> {
    const body = JSON.stringify({ of, padding: 'x'.repeat(padding) });
    const { status } = await this.server.put(hash, await this.tokenOf(of), body);
    expect([200, 409]).toContain(status);
  }

  async get(reader: Run, hash: string): Promise<void> {
    const { status, body } = await this.server.get(hash, await this.tokenOf(reader));
    expect([200, 404]).toContain(status);
    if (status === 404) {
      this.missed += 1;
      return;
    }
    this.served += 1;
    const { of } = JSON.parse(body.toString()) as { of: Run };
    expect(mayServe(of, reader), `${JSON.stringify(of)} → ${JSON.stringify(reader)}`).toBe(true);
  }

  async crowdOut(of: Run): Promise<void> {
    for (let at = 0; at < 12; at += 1) await this.put(of, `crowd-${this.count++}`, 20_000);
  }

  async restart(): Promise<void> {
    await this.server.running.close();
    this.server = await TestServer.start(this.options, this.server.folder);
  }
}

it('never serves what a stranger had a hand in, whatever the event, the run, evictions and restarts', async () => {
  const subject = await Subject.start('200KB');
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      round += 1;
      for (const each of steps) {
        if (each.does === 'put') await subject.put(each.run, `${round}-${each.hash}`);
        else if (each.does === 'get') await subject.get(each.run, `${round}-${each.hash}`);
        else if (each.does === 'crowd out') await subject.crowdOut(each.run);
        else await subject.restart();
      }
    }),
    { numRuns: 60 },
  );
  // Or nothing was tried.
  expect(subject.served).toBeGreaterThan(50);
  expect(subject.missed).toBeGreaterThan(50);
}, 120_000);
