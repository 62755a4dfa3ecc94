import type { ProjectGraph, ProjectGraphDependency, Tree } from '@nx/devkit';
import { VersionActions } from 'nx/release';
import { formatError, SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { distributionName, parsePyproject } from '../toml/pyproject.js';
import { findPublished } from './find-published.js';
import {
  type Manifest,
  readVersion,
  requirementsOf,
  writeRequirement,
  writeVersion,
} from './manifest-edits.js';
import type { VersionPrefix } from './requirement-range.js';
import { toPep440, toSemver } from './version-forms.js';

/** What is set for one index look-up. */
type RegistryMetadata = Parameters<VersionActions['readCurrentVersionFromRegistry']>[1];

function manifestAt(tree: Tree, file: string): Manifest | undefined {
  const text = tree.read(file, 'utf-8');
  return text === null ? undefined : { file, text };
}

function manifestOf(tree: Tree, graph: ProjectGraph, project: string): Manifest | undefined {
  const root = graph.nodes[project]?.data.root;
  return root === undefined ? undefined : manifestAt(tree, joinPath(root, 'pyproject.toml'));
}

function distributionIn({ file, text }: Manifest): string | undefined {
  return distributionName(parsePyproject(file, text).data);
}

/** Versions of Python projects for `nx release`: they stand in pyproject.toml, and siblings ask for them there. */
export default class PythonVersionActions extends VersionActions {
  override validManifestFilenames = ['pyproject.toml'];
  /** Edits keep the layout. */
  override excludeManifestsFromFormatting = true;

  #ownManifest(tree: Tree): Manifest {
    const file = joinPath(this.projectGraphNode.data.root, 'pyproject.toml');
    const manifest = manifestAt(tree, file);
    if (!manifest) throw new Error(`${file} is not there.`);
    return manifest;
  }

  /** The version in pyproject.toml, as Nx counts. */
  override async readCurrentVersionFromSourceManifest(tree: Tree) {
    const manifest = this.#ownManifest(tree);
    try {
      const currentVersion = toSemver(readVersion(manifest), this.projectGraphNode.name);
      return { currentVersion, manifestPath: manifest.file };
    } catch (error) {
      // Whatever is thrown here, Nx says that there is no manifest.
      if (error instanceof SignalError) console.error(`\n${formatError(error)}`);
      throw error;
    }
  }

  /** The highest version that the index has. */
  override async readCurrentVersionFromRegistry(tree: Tree, metadata: RegistryMetadata) {
    const distribution = distributionIn(this.#ownManifest(tree)) ?? this.projectGraphNode.name;
    const found = await findPublished(tree, distribution, {
      ...metadata,
      ...this.finalConfigForProject.versionActionsOptions,
    });
    const { version, index } = found;
    return {
      currentVersion: version === undefined ? null : toSemver(version, this.projectGraphNode.name),
      logText: `index=${index}`,
    };
  }

  /** Projects that this one asks for in its manifest. Nx would pass over all edges that are not made by a file. */
  override async readDependencies(
    tree: Tree,
    graph: ProjectGraph,
  ): Promise<ProjectGraphDependency[]> {
    const own = this.#ownManifest(tree);
    return (graph.dependencies[this.projectGraphNode.name] ?? []).filter(({ target }) => {
      const manifest = manifestOf(tree, graph, target);
      const name = manifest && distributionIn(manifest);
      return name !== undefined && requirementsOf(own, name).length > 0;
    });
  }

  /** How this project asks for another one; `*` where it takes any version. */
  override async readCurrentVersionOfDependency(tree: Tree, graph: ProjectGraph, project: string) {
    const manifest = manifestOf(tree, graph, project);
    const name = manifest && distributionIn(manifest);
    const [first] = name === undefined ? [] : requirementsOf(this.#ownManifest(tree), name);
    if (!first) return { currentVersion: null, dependencyCollection: null };
    return {
      currentVersion: first.specifiers || '*',
      dependencyCollection: first.keys.join('.'),
    };
  }

  /** Writes the version, as PEP 440 has it. */
  override async updateProjectVersion(tree: Tree, newVersion: string): Promise<string[]> {
    const version = toPep440(newVersion);
    return this.manifestsToUpdate.map(({ manifestPath }) => {
      const manifest = manifestAt(tree, manifestPath);
      if (manifest) tree.write(manifestPath, writeVersion(manifest, version));
      return `✍️  New version ${version} written to manifest: ${manifestPath}`;
    });
  }

  /** Writes what this project asks of others from now on. */
  override async updateProjectDependencies(
    tree: Tree,
    graph: ProjectGraph,
    dependenciesToUpdate: Record<string, string>,
  ): Promise<string[]> {
    const prefix = this.finalConfigForProject.versionPrefix as VersionPrefix;
    const logs: string[] = [];
    for (const { manifestPath, preserveLocalDependencyProtocols } of this.manifestsToUpdate) {
      let count = 0;
      for (const [project, wanted] of Object.entries(dependenciesToUpdate)) {
        const manifest = manifestAt(tree, manifestPath);
        const other = manifestOf(tree, graph, project);
        const distribution = other && distributionIn(other);
        if (!manifest || distribution === undefined) continue;
        const text = writeRequirement(manifest, {
          distribution: normalizeName(distribution),
          version: toPep440(wanted.replace(/^[~^=]/, '')),
          prefix,
          keepsOpen: preserveLocalDependencyProtocols,
        });
        if (text === manifest.text) continue;
        tree.write(manifestPath, text);
        count += 1;
      }
      if (count > 0)
        logs.push(
          `✍️  Updated ${count} ${count === 1 ? 'dependency' : 'dependencies'} in manifest: ${manifestPath}`,
        );
    }
    return logs;
  }
}
