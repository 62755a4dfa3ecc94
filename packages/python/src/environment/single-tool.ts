import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { SignalError } from '../errors.js';
import { digestText } from '../lock/digest.js';
import type { LockEntry } from '../lock/lock-entry.js';
import { readLockEntries } from '../lock/read-lock.js';
import { joinPath } from '../paths.js';
import { textIn } from '../project/text-in.js';
import { checkHashedLock } from './lock-errors.js';
import { managerOf } from './managers.js';
import { indexesIn, type ToolRecipe } from './tool-environment.js';

/** A tool at a version, as somebody has written it down. */
interface WantedTool {
  name: string;
  version: string;
  /** Of its files, SHA-256; of none, any file of that version will do. */
  hashes?: readonly string[];
  /** Address of the index that it is from, where that is said. */
  index?: string | undefined;
  /** Absolute path of the folder whose settings of uv say where packages come from. */
  folder: string;
}

/** Ruff and what is like it needs nothing else; a tool that does is not had this way. */
export function toolAtVersion(tool: WantedTool): ToolRecipe {
  const { name, version, hashes = [], index, folder } = tool;
  const python = ['--python', '.venv'];
  return {
    name,
    version,
    files: {
      'pyproject.toml': stringify({ tool: { uv: indexesIn(folder) } }),
      'requirements.txt': [
        `${name}==${version}`,
        ...hashes.map((hash) => `--hash=sha256:${hash}`),
      ].join(' \\\n  '),
    },
    calls: [
      ['venv', '--quiet', '--no-project', '--python', '>=3.8', '.venv'],
      [
        ...['pip', 'install', '--quiet', ...python, '--no-deps'],
        ...(hashes.length > 0 ? ['--require-hashes'] : []),
        ...(index ? ['--default-index', index] : []),
        ...['--requirement', 'requirements.txt'],
      ],
    ],
  };
}

const isFromIndex = ({ kind, directory, origin }: LockEntry) =>
  kind === 'package' && directory === undefined && origin === undefined;

/**
 * A tool as the lock of another manager than uv has it. Undefined where that lock takes it from several
 * places, or from something other than an index.
 *
 * @param file - name of the lock
 * @param folder - absolute path of the folder that it lies in
 */
export function toolOfLock(
  name: string,
  file: string,
  text: string,
  folder: string,
): ToolRecipe | undefined {
  const [entry, ...others] = readLockEntries(file, text).filter((found) => found.name === name);
  if (!entry || others.length > 0 || !isFromIndex(entry)) return undefined;
  const { version, facts, index, source } = entry;
  if (version === undefined) return undefined;
  const hashes = [...facts.matchAll(/\bsha256\W{1,9}([0-9a-f]{64})\b/g)].map(
    ([, hash]) => hash ?? '',
  );
  return toolAtVersion({
    name,
    version,
    hashes: [...new Set(hashes)].sort(),
    // Where Poetry names none it means PyPI, or what stands for it here; other locks say where files are.
    index: file.endsWith('poetry.lock') && source !== '' ? index : undefined,
    folder,
  });
}

/** What is known of ruff where no environment has it. */
interface KnownRuff {
  root: string;
  /** Folder of the environment, relative to the workspace root. */
  environment: string;
  /** Digest of the lock that was hashed, where there is one. */
  lockDigest: string | undefined;
  /** The version that manifests pin, as it was hashed. */
  pinned: string | undefined;
}

/**
 * Ruff by itself where the environment that somebody keeps is not there, or lacks it: as that manager's lock
 * has it, or at the version that is pinned. Undefined where nothing that was hashed says which.
 *
 * @param problem - what is wrong with the environment, if anything is
 */
export function ruffWithout(known: KnownRuff, problem: unknown): ToolRecipe | undefined {
  const { root, environment, lockDigest, pinned } = known;
  const folder = join(root, environment);
  const { lock } = managerOf(folder);
  const text = lock === undefined ? undefined : textIn(folder, lock);
  if (lock !== undefined && text !== undefined) {
    checkHashedLock(joinPath(environment, lock), digestText(text), lockDigest);
    const locked = toolOfLock('ruff', lock, text, folder);
    if (locked) return locked;
  }
  // What is in an environment was hashed beside the pin; one that changed meanwhile is to be told.
  const isThere = problem instanceof SignalError && problem.code === 'ENVIRONMENT_OUTDATED';
  if (pinned === undefined || isThere) return undefined;
  return toolAtVersion({ name: 'ruff', version: pinned, folder });
}
