/** Lines of a task's text that are shown where it has no digest. */
const most = 10;

/** What a failed task comes to: its digest, else how its text begins. */
export function failureIn(id: string, text: string): string {
  const start = `${id} failed: `;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(start) && / findings?$/.test(line));
  if (at >= 0) {
    const end = lines.findIndex((line, index) => index > at && !line.startsWith('  '));
    return lines.slice(at, end < 0 ? undefined : end).join('\n');
  }
  const shown = lines.filter((line) => line.trim() !== '').slice(0, most);
  return [`${id} failed`, ...shown.map((line) => `  ${line}`)].join('\n');
}
