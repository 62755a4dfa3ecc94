import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { layerCacheOf } from './layer-cache.js';

const actions = { GITHUB_ACTIONS: 'true', ACTIONS_RUNTIME_TOKEN: 'secret' };

describe('a layer cache', () => {
  const gha = ['type=gha,mode=max,scope=api', 'type=gha,scope=api'] as const;
  const rows: [setting: string, variables: NodeJS.ProcessEnv, to?: string, from?: string][] = [
    ['none', actions],
    ['auto', {}],
    ['auto', { GITHUB_ACTIONS: 'true' }],
    ['auto', actions, ...gha],
    ['gha', {}, ...gha],
    [
      'registry:r.test/cache:api',
      {},
      'type=registry,mode=max,ref=r.test/cache:api,image-manifest=true,oci-mediatypes=true',
      'type=registry,ref=r.test/cache:api',
    ],
    [
      's3:layers?region=eu&use_path_style=true',
      {},
      'type=s3,mode=max,bucket=layers,name=api,region=eu,use_path_style=true',
      'type=s3,bucket=layers,name=api,region=eu,use_path_style=true',
    ],
    ['local:/c/', {}, 'type=local,mode=max,dest=/c/api', 'type=local,src=/c/api'],
  ];
  it.each(rows)('%s with %j', (setting, variables, to, from) => {
    const cache = layerCacheOf(setting, 'api', variables);
    expect([cache?.exportTo, cache?.importFrom]).toEqual([to, from]);
  });

  it.each(['registry', 'registry:', 'disk', 'type=gha'])('%s is none', (setting) => {
    expect(errorOf(() => layerCacheOf(setting, 'api', {}))).toMatchObject({
      code: 'OPTIONS_INVALID',
      message: `"${setting}" is no layer cache.`,
    });
  });
});
