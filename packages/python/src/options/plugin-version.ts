import { createRequire } from 'node:module';

/** Version of this package: what another one has kept may mean something else. */
export const pluginVersion: string = createRequire(import.meta.url)('../../package.json').version;
