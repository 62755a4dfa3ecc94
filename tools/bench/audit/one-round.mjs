/**
 * Audits all projects of a workspace once, in a process of its own as Nx's executor is, and prints what each
 * part has taken.
 */
import { loadBuilt } from './workspace.mjs';

const [root] = process.argv.slice(2);
const [{ buildGraph }, { packagesOf }, { currentSnapshot }, { Finder }, { auditProject }, keys] =
  await Promise.all(
    [
      'workspace/build-graph.js',
      'audit/packages.js',
      'audit/source.js',
      'audit/findings.js',
      'audit/audit-project.js',
      'audit/keys.js',
    ].map(loadBuilt),
  );
const graph = await buildGraph(root, undefined);
const { projects } = graph.workspace;
const audited = projects.filter(({ options }) => options.audit);

const parts = {};
function timed(name, work) {
  const [before, start] = [process.cpuUsage(), performance.now()];
  const result = work();
  const { user, system } = process.cpuUsage(before);
  parts[name] = { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
  return result;
}

const snapshot = timed('snapshot', () => currentSnapshot(root, graph));
const closures = timed('closures', () => audited.map((facts) => packagesOf(facts, graph)));
timed('keys', () => keys.writeKeys(root, graph, snapshot));
const results = timed('verdicts', () => {
  const finder = new Finder(snapshot);
  finder.load(closures.flat());
  const now = Math.floor(Date.now() / 1000);
  return audited.map((facts, at) =>
    auditProject({
      facts,
      packages: closures[at],
      isAnyPublic: true,
      lock: 'uv.lock',
      snapshot,
      finder,
      now,
    }),
  );
});
console.log(
  JSON.stringify({
    parts,
    projects: results.length,
    packages: closures[0]?.length,
    findings: results[0]?.findings.length,
    advisories: snapshot.facts.count,
  }),
);
