/**
 * The values of one section of an INI file, as Python's readers see them: `key = value` or `key: value`,
 * and indented lines that go on with the value.
 *
 * @param section - the section's raw text
 */
export function iniValues(section: string): Record<string, string> {
  const values: Record<string, string> = {};
  let key: string | undefined;
  for (const line of section.split('\n')) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const [, name, value] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      key = name;
      values[key] = value ?? '';
    } else if (key !== undefined && /^\s/.test(line)) {
      values[key] = `${values[key] ?? ''}\n${line.trim()}`.trimStart();
    }
  }
  return values;
}
