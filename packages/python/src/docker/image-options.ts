import type { BuilderName, ContextKind } from '../options/names.js';

/** Options of the executor behind `docker-build`. */
export interface ImageOptions {
  /** The Dockerfile, relative to the project. */
  dockerfile: string;
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  /** Folder for the metadata, relative to the workspace root. */
  report: string;
  context: ContextKind;
  files?: string[];
  extras?: string[];
  groups?: string[];
  builder?: BuilderName;
  tags?: string[];
  labels?: Record<string, string>;
  platforms?: string[];
  stage?: string;
  buildArgs?: Record<string, string>;
  /** By id: `env:NAME` or `file:path`. */
  secrets?: Record<string, string>;
  network?: 'default' | 'host' | 'none';
  layerCache?: string;
  push?: boolean;
  archive?: boolean;
  sbom?: boolean;
  provenance?: boolean;
  /** More arguments for the builder. */
  args?: string[];
  /** Seconds until the builder is stopped. Default: 3600. */
  timeout?: number;
}
