import { createHash } from 'node:crypto';
import { directoryOf } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { type ConfigPart, isAboveWorkspace } from '../settings/config-lookup.js';
import type { ConfiguredTool } from '../tools/settings.js';

/** A node for what a tool reads above a project. */
export interface ConfigNode {
  name: string;
  /** What it stands for, in words: `pyproject.toml [tool.ruff], conftest.py`. */
  description: string;
  hash: string;
  /** Digest of each part, by its words: a record tells by them which one changed. */
  parts: Record<string, string>;
}

function digest(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** `pyproject.toml [tool.ruff]`, or the file alone. */
export function describePart({ file, section }: ConfigPart): string {
  return section === undefined ? file : `${file} [${section}]`;
}

/** What decides a node: where a project is, and what its tools read. */
type Configured = Pick<ProjectFacts, 'directory' | 'config'>;

/**
 * The name of the node for what one tool reads above a project. It says where, not what is there:
 * were a file's name part of a target's inputs, the first ruff.toml of a workspace would change the
 * configuration of every project, and Nx would run everything instead of lint.
 *
 * Projects of one folder share a node, unless their own settings reach out of it.
 */
export function configNodeName({ directory, config }: Configured, tool: ConfiguredTool): string {
  const { file, reachesOut } = config[tool];
  const isOwn =
    directory === '.' || reachesOut || (file !== undefined && directoryOf(file) === directory);
  return `python-config:${tool} ${isOwn ? `of ${directory}` : `above ${directoryOf(directory)}`}`;
}

/** The node of that name. What lies above the workspace is asked for when a hash is made. */
export function configNode(facts: Configured, tool: ConfiguredTool): ConfigNode {
  const { above, names } = facts.config[tool];
  const inside = above.filter(({ file }) => !isAboveWorkspace(file));
  return nodeOf(configNodeName(facts, tool), [...inside, ...(names?.isUsed ? names.parts : [])]);
}

/** Name of {@link namesNode}. */
export function namesNodeName(facts: Configured): string {
  return `${configNodeName(facts, 'ruff')}, names`;
}

/** The names that ruff may go by, for a project whose arguments make it do so. */
export function namesNode(facts: Configured): ConfigNode {
  return nodeOf(namesNodeName(facts), facts.config.ruff.names?.parts ?? []);
}

function nodeOf(name: string, read: readonly ConfigPart[]): ConfigNode {
  const values = read.map((part) => [describePart(part), digest(part.value)] as const);
  return {
    name,
    description: read.map(describePart).join(', ') || 'defaults',
    hash: digest(values),
    parts: Object.fromEntries(values),
  };
}
