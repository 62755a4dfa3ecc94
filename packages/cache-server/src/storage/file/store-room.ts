import { statfsSync } from 'node:fs';
import { dividePackRoom, type PackLimits } from './packs/pack-limits.js';

/** The disk that a folder is on; all in bytes. */
export interface DiskRoom {
  capacity: number;
  /** What is free for this user. */
  available: number;
}

/** The part of a disk that is left free: for moving what is still wanted, and for whoever else writes there. */
const freeShare = 1 / 32;
/** Most bytes that are left free. */
const mostFree = 1e9;

/** The disk of a folder; undefined where the system does not say. */
export function diskOf(folder: string): DiskRoom | undefined {
  try {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return blocks > 0 ? { capacity: blocks * bsize, available: bavail * bsize } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * How much a store may take on its disk.
 *
 * @param maxBytes - what is configured
 * @param taken - what it takes already
 */
export function boundByDisk(maxBytes: number, taken: number, disk: DiskRoom | undefined): number {
  if (!disk) return maxBytes;
  const free = Math.min(disk.capacity * freeShare, mostFree);
  return Math.min(maxBytes, Math.max(0, Math.floor(taken + disk.available - free)));
}

/**
 * How much a store may take: what is configured, and never more than its disk has room for. That changes with what
 * others write there, so it is looked at again now and then.
 */
export class StoreRoom {
  /** How packs are made; undefined when all objects have files of their own. */
  readonly packs: PackLimits | undefined;
  /** Most bytes of all files together. */
  bytes: number;

  constructor(
    private readonly folder: string,
    readonly maxBytes: number,
  ) {
    const disk = diskOf(folder);
    this.bytes = boundByDisk(maxBytes, 0, disk && { ...disk, available: disk.capacity });
    this.packs = dividePackRoom(this.bytes);
  }

  /** Most bytes of all objects together. */
  get objects(): number {
    return this.packs ? (dividePackRoom(this.bytes)?.objects ?? this.bytes) : this.bytes;
  }

  /** Most bytes of objects that are deleted and still in a pack. */
  get dead(): number {
    return dividePackRoom(this.bytes)?.dead ?? 0;
  }

  /**
   * Looks at the disk again.
   *
   * @param taken - bytes of all files of the store
   */
  measure(taken: number): void {
    this.bytes = boundByDisk(this.maxBytes, taken, diskOf(this.folder));
  }
}
