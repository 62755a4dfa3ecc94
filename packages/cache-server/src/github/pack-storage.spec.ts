import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ObjectKey, objectId } from '../storage/object-key.js';
import { describeStorage, testSettings } from '../testing/storage-suite.js';
import { JobFolder } from './job-folder.js';
import { PackStorage } from './pack-storage.js';

describeStorage('objects of a job', async (corrupt) => {
  const folder = new JobFolder(join(mkdtempSync(join(tmpdir(), 'nx-signal-cache-test-')), 'job'));
  folder.create();
  const provenance = { identity: 'token:me', ref: 'refs/heads/main', run: '7' };
  const settings = { ...testSettings(corrupt), folder, packs: [], provenance };
  const storage = new PackStorage(settings);
  return {
    storage,
    async damage(key: ObjectKey) {
      const path = join(folder.objects, objectId(key));
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      writeFileSync(path, bytes);
    },
    async stop() {
      await storage.close();
      rmSync(join(folder.path, '..'), { recursive: true, force: true });
    },
  };
});
