import type { ProjectGraphExternalNode } from '@nx/devkit';
import { policyText } from '../audit/policy.js';
import { shortHash } from '../audit/snapshot.js';
import {
  type ConfigNode,
  configNode,
  configNodeName,
  namesNode,
  namesNodeName,
} from '../fingerprint/config-nodes.js';
import {
  auditPolicyName,
  lockFileNode,
  pinnedNode,
  platformNode,
  pluginNode,
} from '../fingerprint/external-names.js';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { fingerprintVersion } from '../fingerprint/task-fingerprint.js';
import { scopeOf } from '../lock/read-locks.js';
import { pluginVersion } from '../options/plugin-version.js';
import { configuredTools } from '../tools/settings.js';
import type { PythonGraph } from '../workspace/python-graph.js';

type Externals = Record<string, ProjectGraphExternalNode>;

function externalNode(
  name: string,
  version: string,
  more: { packageName?: string; parts?: Record<string, string> } = {},
): ProjectGraphExternalNode {
  // Nx types the nodes of its own ecosystems only; nodes of any type are hashed alike.
  return {
    type: name.slice(0, name.indexOf(':')),
    name,
    data: { packageName: name, version, hash: version, ...more },
  } as unknown as ProjectGraphExternalNode;
}

/** What enters hashes beside files: the plugin, the platform, settings, and what locks hold. */
export function allExternalNodes(graph: PythonGraph): Externals {
  const nodes: Externals = {
    [pluginNode]: externalNode(pluginNode, `${pluginVersion} (fingerprint ${fingerprintVersion})`),
    [platformNode]: externalNode(platformNode, `${process.platform}-${process.arch}`),
  };
  for (const facts of graph.workspace.projects) {
    const make = (name: string, node: () => ConfigNode) => {
      if (nodes[name]) return;
      const { description, hash, parts } = node();
      nodes[name] = externalNode(name, hash, { packageName: description, parts });
    };
    for (const tool of configuredTools) {
      make(configNodeName(facts, tool), () => configNode(facts, tool));
    }
    make(namesNodeName(facts), () => namesNode(facts));
    const { audit } = facts.options;
    // It exists for all, since a name without a node stops the whole run.
    nodes[auditPolicyName(facts)] = externalNode(
      auditPolicyName(facts),
      audit ? shortHash(policyText(audit)) : 'none',
      { packageName: '[tool.nx-signal.audit]' },
    );
  }
  for (const [environment, version] of graph.pinned) {
    const name = pinnedNode(environment);
    // Told like any other package.
    nodes[name] = {
      ...externalNode(name, version, { packageName: 'ruff' }),
      type: 'pypi',
    } as never;
  }
  for (const [environment, { lock, digest }] of graph.locks) {
    // No target names it. An ignored lock has none: its node would be as old as Nx's daemon.
    const name = lockFileNode(environment);
    if (!graph.ignoredLocks.has(environment)) nodes[name] = externalNode(name, digest);
    Object.assign(nodes, lockNodes(lock, scopeOf(environment)).nodes);
  }
  return nodes;
}
