import { createRequire } from 'node:module';
import type { GeneratorCallback, Tree } from '@nx/devkit';

const packageRoot = new URL('../../../', import.meta.url);
const require = createRequire(new URL('package.json', packageRoot));

type Run = (tree: Tree, options: object) => Promise<GeneratorCallback | undefined>;

interface Manifest {
  generators: Record<string, { factory: string } | undefined>;
}

/** A generator of this package, by its name; undefined when this version has none of that name. */
export function ownGenerator(name: string): Run | undefined {
  const { generators } = require('./generators.json') as Manifest;
  const factory = generators[name]?.factory;
  if (factory === undefined) return undefined;
  return (require(factory) as { default: Run }).default;
}
