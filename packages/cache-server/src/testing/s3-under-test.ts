import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectId } from '../storage/object-key.js';
import { S3Storage } from '../storage/s3/s3-storage.js';
import { credentials, type S3Store } from './s3-stores.js';
import { type StorageUnderTest, testSettings } from './storage-suite.js';

/** Two storages over the bucket of a store. */
export async function s3UnderTest(
  start: () => Promise<S3Store>,
  corrupt: string[],
): Promise<StorageUnderTest> {
  const store = await start();
  const open = () =>
    new S3Storage({
      ...testSettings(corrupt),
      credentials: () => credentials,
      endpoint: store.endpoint,
      region: 'us-east-1',
      bucket: 'cache',
      prefix: 'team/',
      pathStyle: true,
      redirect: false,
      timeout: 10,
      spoolFolder: mkdtempSync(join(tmpdir(), 'nx-signal-cache-s3-')),
    });
  const [storage, replica] = [open(), open()];
  return {
    storage,
    replica,
    async damage(key) {
      const url = `${store.endpoint}/cache/team/${key.scope.split('/')[0]}/${objectId(key)}`;
      const object = await store.client.fetch(url);
      const header = 'x-amz-meta-nx-signal';
      const bytes = new Uint8Array(await object.arrayBuffer());
      bytes[5] = (bytes[5] ?? 0) ^ 1;
      const headers = { [header]: object.headers.get(header) ?? '' };
      const answer = await store.client.fetch(url, { method: 'PUT', headers, body: bytes });
      if (!answer.ok) throw new Error(`the store answered ${answer.status}`);
    },
    async stop() {
      await storage.close();
      await replica.close();
      await store.stop();
    },
  };
}
