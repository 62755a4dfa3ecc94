import type { ListSetting } from '../list-setting.js';

/** What `nx sync` completes. */
export const syncedLists: readonly ListSetting[] = [{ keys: ['mypy_path'], holds: 'folders' }];

/** `mypy_path` in an INI file of mypy: where its value stands in the text. */
const iniSetting = /^(\[mypy\][^[]*?^mypy_path[ \t]*[=:][ \t]*)([^\s#;][^\r\n#;]*?)[ \t]*$/m;

/** The value of `mypy_path`; undefined when it is not set, or set over several lines. */
export function readMypyPath(text: string): string | undefined {
  const found = iniSetting.exec(text);
  const end = found ? found.index + found[0].length : 0;
  // A line that starts with a blank goes on with the value.
  return found && !/^\r?\n[ \t]+\S/.test(text.slice(end)) ? found[2] : undefined;
}

/** The text with another value of `mypy_path`, which it must have. */
export function writeMypyPath(text: string, value: string): string {
  return text.replace(iniSetting, (_, before: string) => before + value);
}
