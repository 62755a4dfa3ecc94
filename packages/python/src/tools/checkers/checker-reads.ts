import type { Candidate, ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';

/** What a type checker reads beside sources. `reads.ts` in the folder of each checker says it. */
export interface CheckerReads {
  /** Where it has its settings, in its own order. */
  candidates: readonly Candidate[];
  /** Settings that name files or folders it reads. */
  pathKeys: readonly string[];
  /** What it reads beside its settings without being told. */
  usualPaths: readonly string[];
  /** What its settings build on, or what stands in for some of them. */
  complete?(config: ToolConfig, project: string, files: ConfigFiles): ToolConfig;
}
