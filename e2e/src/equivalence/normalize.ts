/** What differs between any two runs of the same thing. */
const changing: [pattern: RegExp, replacement: string][] = [
  [/\b\d+(?:\.\d+)?(?= ?(?:s|ms|seconds)\b)/g, '0'],
  [/(\btime=)"[^"]*"/g, '$1"0"'],
  [/(\btimestamp=)"[^"]*"/g, '$1"0"'],
  // Hypothesis puts the run times of its examples there.
  [/<property name="hypothesis-statistics[^>]*>/g, '<property name="hypothesis-statistics"/>'],
  [/\b0x[0-9a-f]+\b/g, '0x0'],
  [/pytest-of-[^/\s]+\/pytest-\d+/g, 'pytest-of-user/pytest-0'],
  // Which of its workers gets a test is up to pytest-xdist.
  [/\bgw\d\b/g, 'gw0'],
  // A rule of pytest's is as long as the duration in it leaves room for.
  [/={3,}/g, '==='],
  // Ruff warns on standard error: which of two pipes is read first is up to the system.
  [/^All checks passed!\n([\s\S]*^warning: [\s\S]*)$/m, '$1\nAll checks passed!'],
];

/** Text without durations, addresses and temporary paths. */
export function normalize(text: string): string {
  return changing.reduce((result, [pattern, by]) => result.replace(pattern, by), text.trimEnd());
}
