import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

/** Whether this machine has a program that no registry of packages offers. */
export function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** The Python that uv takes on this machine: its whole version, and the part that stays for years. */
export async function usualPython(): Promise<{ release: string; version: string }> {
  const { stdout } = await execa('uv', ['python', 'find', '--system', '--show-version']);
  const release = stdout.trim();
  return { release, version: release.split('.').slice(0, 2).join('.') };
}
