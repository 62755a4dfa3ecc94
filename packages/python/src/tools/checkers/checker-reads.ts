import type { Candidate, ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import type { Extension } from '../../settings/extended-files.js';
import type { CheckerScope } from './scope.js';

/** What a type checker reads beside sources. `reads.ts` in the folder of each checker says it. */
export interface CheckerReads {
  /** Where it has its settings, in its own order. */
  candidates: readonly Candidate[];
  /** Settings that name files or folders it reads. */
  pathKeys: readonly string[];
  /** What it reads beside its settings without being told. */
  usualPaths: readonly string[];
  /** Files and folders that the text of settings names in other ways, in whatever project they lie. */
  more?(file: string, text: string, files: ConfigFiles): string[];
  /** How its settings name others that they build on, if they can. */
  extension?: Extension;
  /** What its settings build on, or what stands in for some of them. The file stays. */
  complete?(config: ToolConfig, project: string, files: ConfigFiles): ToolConfig;
  /** What its settings say is to be checked; all of the project where this is missing. */
  scope?(config: ToolConfig, project: string, files: ConfigFiles): CheckerScope;
}
