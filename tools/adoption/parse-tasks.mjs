const taskLine = /^> nx run (\S+)(?: (?! *\[).*?)?(?: +\[(.+)\])?$/;
const listed = /^- (\S+)$/;
const replayed = /cache|existing outputs match/;

/** Ids in the list that Nx prints behind a heading. */
function listBehind(lines, heading) {
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && !listed.test(line));
  return (end < 0 ? rest : rest.slice(0, end)).flatMap((line) => listed.exec(line)?.[1] ?? []);
}

/**
 * What became of each task, out of what Nx printed in its static style. Nx quotes a target whose name has a
 * colon: `models:"test:unit"`.
 *
 * @param {string} output without colours
 * @returns {Record<string, {green: boolean, cached: boolean}>}
 */
export function parseTasks(output) {
  const lines = output.split('\n');
  const tasks = {};
  for (const line of lines) {
    const [, name, note = ''] = taskLine.exec(line) ?? [];
    if (name) tasks[name.replaceAll('"', '')] = { green: true, cached: replayed.test(note) };
  }
  const failed = listBehind(lines, /^Failed tasks:/);
  for (const id of [...failed, ...listBehind(lines, /^Tasks not run because/)]) {
    const name = id.replaceAll('"', '');
    if (name in tasks) tasks[name].green = false;
  }
  return tasks;
}
