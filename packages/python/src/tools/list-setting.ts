/** A setting of a tool that names the folders, or the modules, of all projects its file governs. */
export interface ListSetting {
  /** Without `tool.<name>`, which a file of the tool's own leaves out. */
  keys: readonly string[];
  holds: 'folders' | 'modules';
}
