import { join } from 'node:path';
import { countTests } from './tasks.mjs';

const taskLine = /^> nx run (\S+?):(\S+) *(?:\[(.+)\])?$/;

/** Variables that all contenders on Nx run with. */
function environment(workspace, daemon) {
  return {
    NX_DAEMON: daemon ? 'true' : 'false',
    NX_TUI: 'false',
    NX_CACHE_DIRECTORY: join(workspace.root, '.nx', 'cache'),
    NX_DEFAULT_OUTPUT_STYLE: 'static',
    NX_NO_CLOUD: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    CI: '',
  };
}

/** One call of the workspace's Nx, without npx between. */
export function nxStep(workspace, args, { daemon = false, env = {} } = {}) {
  const cli = join(workspace.root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  return {
    command: [process.execPath, cli, ...args],
    env: { ...environment(workspace, daemon), ...env },
  };
}

/**
 * Reads which tasks ran or were replayed.
 *
 * @param {string} output
 * @param {Record<string, string>} kindOf our kinds by the target's name
 */
export function readNx(output, kindOf) {
  const outcome = { ran: [], cached: [], tests: countTests(output) };
  for (const line of output.split('\n')) {
    const [, project, target, note] = taskLine.exec(line.replaceAll('"', '')) ?? [];
    const kind = kindOf[target];
    if (kind === undefined) continue;
    const isCached = /cache|existing outputs match/.test(note ?? '');
    outcome[isCached ? 'cached' : 'ran'].push(`${project}:${kind}`);
  }
  return outcome;
}
