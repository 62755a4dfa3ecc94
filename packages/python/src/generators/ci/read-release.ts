import { readNxJson, type Tree } from '@nx/devkit';
import { mergeOptions } from '../../options/merge.js';
import { isBuildable } from '../../project/buildable.js';
import { indexesIn, isAddress, uvSettingsIn } from '../../release/indexes.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { type ReleasePlan, releasedProjects, tagPatterns } from './release-plan.js';

/** Whom identity tokens are for, by the host of an index: what it says at `/_/oidc/audience`. */
const audiences: Readonly<Record<string, string>> = {
  'pypi.org': 'pypi',
  'upload.pypi.org': 'pypi',
  'test.pypi.org': 'testpypi',
};

/** Where uploads go for what an option says of the index; undefined where nothing is known of it. */
function uploadsTo(tree: Tree, word: string | undefined): string | undefined {
  const settings = uvSettingsIn(tree);
  if (word !== undefined) {
    const named = settings.flatMap(indexesIn).find(({ name }) => name === word);
    return isAddress(word) ? word : named?.publishUrl;
  }
  const set = settings.map((uv) => uv['publish-url']).find((url) => typeof url === 'string');
  return (set as string | undefined) ?? 'https://upload.pypi.org/legacy/';
}

function audienceOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address)
    ? audiences[new URL(address).host]
    : undefined;
}

/** Reads what a pipeline needs to know of releases. */
export function readRelease(tree: Tree, { workspace, options }: PythonGraph): ReleasePlan {
  const release = readNxJson(tree)?.release;
  const targets = workspace.projects
    .filter(isBuildable)
    .flatMap((facts) => facts.options.target('nx-release-publish') || []);
  const words = targets.length > 0 ? targets.map(({ index }) => index) : [undefined];
  const found = [...new Set(words)].map((word) => audienceOf(uploadsTo(tree, word)));
  return {
    tags: tagPatterns(release),
    projects: releasedProjects(release),
    build: mergeOptions(options, {}).targetName('build'),
    audience: found.every((audience) => audience === found[0]) ? found[0] : undefined,
  };
}
