import { SignalError } from '../errors.js';

/** Where layers are kept, in BuildKit's words. */
export interface LayerCache {
  type: 'gha' | 'registry' | 's3' | 'local';
  exportTo: string;
  importFrom: string;
  /** For a local folder: where it must exist for an import. */
  folder?: string;
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => (/[,"]/.test(value) ? `"${key}=${value}"` : `${key}=${value}`))
    .join(',');
}

function make(type: LayerCache['type'], to: Record<string, string>, from = to): LayerCache {
  return {
    type,
    exportTo: attributes({ type, mode: 'max', ...to }),
    importFrom: attributes({ type, ...from }),
  };
}

function registryCache(ref: string): LayerCache {
  return make('registry', { ref, 'image-manifest': 'true', 'oci-mediatypes': 'true' }, { ref });
}

function s3Cache(text: string, scope: string): LayerCache {
  const [bucket = '', query = ''] = text.split('?');
  return make('s3', { bucket, name: scope, ...Object.fromEntries(new URLSearchParams(query)) });
}

function localCache(folder: string, scope: string): LayerCache {
  const path = `${folder.replace(/\/+$/, '')}/${scope}`;
  return { ...make('local', { dest: path }, { src: path }), folder: path };
}

/** Whether this is a job of GitHub Actions whose runtime gives access to its cache. */
function inActions(variables: NodeJS.ProcessEnv): boolean {
  return Boolean(variables['GITHUB_ACTIONS'] && variables['ACTIONS_RUNTIME_TOKEN']);
}

/**
 * The layer cache that a setting means; undefined for none.
 *
 * @param setting - `auto`, `none`, `gha`, `registry:<ref>`, `s3:<bucket>?<attributes>`, `local:<folder>`
 * @param scope - tells the images of a workspace apart
 * @throws SignalError OPTIONS_INVALID
 */
export function layerCacheOf(
  setting: string,
  scope: string,
  variables: NodeJS.ProcessEnv,
): LayerCache | undefined {
  const colon = setting.indexOf(':');
  const kind = colon < 0 ? setting : setting.slice(0, colon);
  const value = colon < 0 ? '' : setting.slice(colon + 1);
  if (kind === 'none') return undefined;
  if (kind === 'auto') return inActions(variables) ? make('gha', { scope }) : undefined;
  if (kind === 'gha') return make('gha', { scope });
  if (kind === 'registry' && value) return registryCache(value);
  if (kind === 's3' && value) return s3Cache(value, scope);
  if (kind === 'local' && value) return localCache(value, scope);
  throw new SignalError({
    code: 'OPTIONS_INVALID',
    message: `"${setting}" is no layer cache.`,
    hint: 'use auto, none, gha, registry:<ref>, s3:<bucket>?region=<region> or local:<folder>.',
  });
}
