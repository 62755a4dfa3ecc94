import type { BundledRequirements, SourceDate } from '../options/names.js';

/** Options of the executor behind `build`. */
export interface BuildOptions {
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  /** Folder for what is built, relative to the workspace root. */
  output: string;
  /** Folders of projects whose files the build reads, relative to the workspace root. */
  required: string[];
  sourceDate?: SourceDate;
  /** More arguments for `uv build`. */
  args?: string[];
  /** Variables that the hash knows of, beside those that every build gets. */
  env?: string[];
  /** Seconds until the build is stopped. Default: 3600. */
  timeout?: number;
}

/** Options of the executor behind `bundle`. */
export interface BundleOptions {
  environment: string;
  /** Folder of the project's own wheel, relative to the workspace root. */
  wheel: string;
  /** Folders of the wheels that go into it. */
  siblings: string[];
  output: string;
  requirements: BundledRequirements;
}
