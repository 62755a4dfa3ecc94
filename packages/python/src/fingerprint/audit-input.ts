// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell expands these
import { fileURLToPath } from 'node:url';

/** Name of the file that holds a project's part in the snapshot, in the folder of such files. */
export function auditKeyFile(directory: string): string {
  return `${encodeURIComponent(directory).replaceAll("'", '%27')}.key`;
}

const script = fileURLToPath(new URL('../bundle/print-audit-key.js', import.meta.url));

/**
 * What brings the advisories that touch a project into its hash: a command that prints a digest of them from a file
 * of a line: the last second at which it holds, the digest, and the database that the variable names. Beyond that
 * second, for another database or without such a file, what it prints is never the same twice: then the audit runs,
 * and nothing is replayed. The machine decides what
 * advisories there are, so it is a `runtime` input; it names no folder of this machine.
 */
export function auditInput(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): { runtime: string } {
  const file = auditKeyFile(directory);
  if (platform === 'win32') return { runtime: `node "${script}" "${file}"` };
  return {
    runtime: [
      `f="\${NX_WORKSPACE_DATA_DIRECTORY:-.nx/workspace-data}"/nx-signal/audit/keys/'${file}'`,
      'u=0 k= s=; [ -r "$f" ] && read -r u k s < "$f"; n=$(date +%s)',
      'if [ -n "$k" ] && [ "$n" -lt "$u" ] && [ "$s" = "${NX_SIGNAL_AUDIT_DATABASE-}" ]; then echo "$k"; else echo "none at $n.$$"; fi',
    ].join('; '),
  };
}

/** Whether a command is that of {@link auditInput}. */
export function asksForAdvisories(text: string): boolean {
  return text.includes('/nx-signal/audit/keys/') || text.includes(script);
}
