/** Sections of an INI file, as raw text by name: enough to tell whether one changed. */
export function iniSections(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header?.[1]) name = header[1].trim();
    else if (name) sections.set(name, `${sections.get(name) ?? ''}${line}\n`);
    if (header && !sections.has(name)) sections.set(name, '');
  }
  return sections;
}
