const shown = 3;

/** One line about files of tests that are in no target, relative to where it is read from. */
export function looseTestsText(files: readonly string[]): string {
  const count = files.length === 1 ? 'one test file belongs' : `${files.length} test files belong`;
  const more = files.length > shown ? `, and ${files.length - shown} more` : '';
  const named = `${files.slice(0, shown).join(', ')}${more}`;
  return `${count} to no target, so nothing runs ${files.length === 1 ? 'it' : 'them'}: ${named} (add a folder with pytest's testpaths, or exclude one with its norecursedirs)`;
}
