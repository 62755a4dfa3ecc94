function edgeLines(title, list) {
  return list
    .filter(({ explained }) => !explained)
    .map(({ edge, seen }) => `  ${title}: ${edge}${seen ? ` (${seen})` : ''}`);
}

function selectionLine({ file, expected, affected, ran }) {
  const wanted = expected ? `expected ${expected.length}, ` : '';
  const run = ran ? `, ran ${ran.length}` : '';
  return `  selection: ${file}: ${wanted}affected ${affected.length}${run}`;
}

function runLines({ seconds, verdicts, different, notReplayed }) {
  const green = verdicts.filter((one) => one.green).length;
  return [
    `  tasks: ${verdicts.length}, green ${green}, ${seconds.first.toFixed(1)} s, again ${seconds.second.toFixed(1)} s`,
    ...different.map(
      ({ task, green: ours, hand }) =>
        `  different: ${task} ${ours ? 'green' : 'red'}, by hand ${hand.green ? 'green' : 'red'} (${hand.command}): ${hand.end.split('\n').at(-1)}`,
    ),
    ...notReplayed.map((task) => `  not replayed: ${task}`),
  ];
}

function lintLine({ seconds, tasks, environments }) {
  const made = environments.length > 0 ? environments.join(', ') : 'no environment';
  return `  lint alone: ${tasks} tasks, ${seconds.toFixed(1)} s, made ${made}`;
}

/** One repository's result, for the terminal. */
export function summary({ name }, { failed, graph, lintAlone, runs, selection }) {
  if (failed) return `${name}: ${failed}`;
  return [
    `${name}: ${graph.projects.length} Python projects of ${graph.all}, ${graph.edges.length ?? graph.edges} edges, ${graph.seconds.toFixed(1)} s`,
    ...edgeLines('missing', graph.missing ?? []),
    ...edgeLines('more', graph.more ?? []),
    ...(lintAlone ? [lintLine(lintAlone)] : []),
    ...(runs ? runLines(runs) : []),
    ...(selection ? [selectionLine(selection)] : []),
  ].join('\n');
}
