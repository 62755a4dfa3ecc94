import type { TargetConfiguration } from '@nx/devkit';
import { auditInput } from '../fingerprint/audit-input.js';
import { executors } from '../fingerprint/executors.js';
import { declaredInputs } from '../fingerprint/inputs.js';
import { dependsOnMarker, markerInput } from '../fingerprint/root-marker.js';
import type { TargetContext } from '../fingerprint/target-context.js';

/** Whether a project needs anything from outside of the workspace, as far as the graph can tell. */
function needsOthers({ facts, externals, isThirdParty }: TargetContext): boolean {
  // A lock that does not know the project, or none, says nothing about what it needs.
  return externals.audited.length === 0 ? facts.declared.names.size > 0 : isThirdParty();
}

/**
 * The security audit. There is none before options set it up: nothing that was not asked for sends names of packages
 * anywhere, and nothing is green for want of advisories.
 */
export function auditTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts, externals } = context;
  const options = facts.options.target('audit');
  if (!options || !facts.options.audit || !needsOthers(context)) return undefined;
  const report = `dist/reports/{projectName}/${facts.options.targetName('audit').replaceAll(':', '-')}`;
  const nodes = [externals.plugin, externals.auditPolicy, ...externals.audited];
  return {
    executor: executors.check,
    cache: true,
    inputs: [
      { externalDependencies: [...new Set(nodes)].sort() },
      auditInput(facts.directory),
      // Without a lock the manifest and the environment say what there is.
      ...context.unlocked,
      markerInput,
      ...declaredInputs(options),
    ],
    outputs: [`{workspaceRoot}/${report}`],
    dependsOn: [dependsOnMarker],
    options: { kind: 'audit', environment: facts.environment, report },
    metadata: {
      description: 'Check the locked packages for known vulnerabilities.',
      technologies: ['python'],
    },
  };
}
