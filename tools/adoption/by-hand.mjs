import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runLogged, shell } from './nx.mjs';

/** What a repository without commands of its own is compared with. */
const usual = {
  lint: 'ruff check .',
  'test:unit': 'python -m pytest -q',
};

/** The nearest environment at or above a project, and what the table names. */
function environmentOf(folder, root, named) {
  for (let at = join(folder, root); at.startsWith(folder); at = dirname(at)) {
    const found = ['.venv', 'venv'].map((name) => join(at, name)).find(existsSync);
    if (found) return found;
  }
  return named && join(folder, named);
}

/**
 * Runs the repository's own command for a target in a project, in the environment that the plugin used.
 *
 * @param {string} folder
 * @param {{name: string, root: string}} project
 * @param {string} target
 * @param {{own?: Record<string, string>, atRoot?: string[], environmentFolder?: string}} entry `{root}` stands for the project's folder
 * @returns {{command: string, green: boolean, seconds: number, end: string} | undefined} undefined without a command
 */
export function runByHand(folder, project, target, entry) {
  const own = entry.own?.[target];
  const command = own ?? usual[target];
  // At the root such a command would be one for all projects.
  if (!command || (project.root === '.' && command.includes('{root}'))) return undefined;
  if (project.root !== '.' && entry.atRoot?.includes(target)) return undefined;
  const environment = environmentOf(folder, project.root, entry.environmentFolder);
  const path = [environment && join(environment, 'bin'), shell().PATH].filter(Boolean);
  const fromRoot = command.includes('{root}');
  const { status, seconds, output } = runLogged(
    fromRoot ? folder : join(folder, project.root),
    ['bash', '-c', command.replaceAll('{root}', project.root)],
    {
      log: join(folder, '.git', 'by-hand.log'),
      env: { PATH: path.join(delimiter), ...(environment && { VIRTUAL_ENV: environment }) },
    },
  );
  return { command, green: status === 0, seconds, end: lastLines(output) };
}

function lastLines(output) {
  return output.trim().split('\n').slice(-3).join('\n').slice(-400);
}
