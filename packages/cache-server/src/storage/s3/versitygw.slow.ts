import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { credentials, type S3Store, startVersityGateway } from '../../testing/s3-stores.js';
import { s3UnderTest } from '../../testing/s3-under-test.js';
import { ServerProcess } from '../../testing/server-process.js';
import { describeStorage } from '../../testing/storage-suite.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

describeStorage('objects in a bucket of versitygw', (corrupt) =>
  s3UnderTest(startVersityGateway, corrupt),
);

describe('two processes over one bucket', () => {
  let store: S3Store;
  beforeAll(async () => {
    store = await startVersityGateway();
  });
  afterAll(() => store.stop());

  async function start(): Promise<ServerProcess> {
    const bucket = ['--s3.bucket', 'cache', '--s3.endpoint', store.endpoint, '--s3.pathStyle'];
    const { accessKeyId, secretAccessKey } = credentials;
    const keys = ['--s3.accessKeyId', accessKeyId, '--s3.secretAccessKey', secretAccessKey];
    const server = await ServerProcess.start(temporaryFolder(), [...bucket, ...keys]);
    onTestFinished(() => server.stop());
    return server;
  }

  it('share objects, and 16 racing writers have one winner', async () => {
    const servers = [await start(), await start()];
    const bodies = Array.from({ length: 16 }, (_, at) => Buffer.alloc(400_000, `writer ${at} `));
    const answers = await Promise.all(
      bodies.map((body, at) => (servers[at % 2] as ServerProcess).put('race', body)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    for (const server of servers)
      expect(await server.get('race')).toEqual(bodies[statuses.indexOf(200)]);
  });

  it('lose nothing when one is killed in the middle of uploads', async () => {
    const [one, two] = [await start(), await start()];
    const body = Buffer.alloc(3_000_000, 'x');
    const uploads = Array.from({ length: 8 }, async (_, at) => {
      const answer = await one.put(`kill-${at}`, body).catch(() => undefined);
      return answer?.status === 200;
    });
    setTimeout(() => void one.stop('SIGKILL'), 60);
    const acknowledged = await Promise.all(uploads);
    for (const [at, isStored] of acknowledged.entries()) {
      const found = await two.get(`kill-${at}`);
      if (isStored || found !== 404) expect(found).toEqual(body);
    }
  });
});
