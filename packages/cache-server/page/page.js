const svgNamespace = 'http://www.w3.org/2000/svg';
const span = 5 * 60_000;
const spans = 288;
const refreshMilliseconds = 10_000;

const byId = (id) => document.getElementById(id);

/** Text only, whatever a name contains. */
function element(name, text) {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

function formatBytes(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const exponent = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** exponent;
  return `${exponent === 0 ? value : value.toFixed(1)} ${units[exponent]}`;
}

const formatShare = (share) => (share === null ? '-' : `${Math.round(share * 100)} %`);

function formatSeconds(seconds) {
  if (seconds === null) return '-';
  return seconds < 1 ? `${Number((seconds * 1000).toFixed(1))} ms` : `${seconds.toFixed(1)} s`;
}

function showFacts(stats) {
  const { usage, evictions, readSeconds } = stats;
  const facts = [
    ['hit rate', formatShare(stats.hitRate)],
    ['hits', stats.hits],
    ['misses', stats.misses],
    ['stored', stats.stored],
    ['sent', formatBytes(stats.bytesSent)],
    ['received', formatBytes(stats.bytesReceived)],
    ['objects held', usage ? usage.objects : '-'],
    ['bytes held', usage ? formatBytes(usage.bytes) : '-'],
    ['99 % of reads within', formatSeconds(readSeconds.p99)],
    ['evicted', evictions.bytes + evictions.age],
    ['corrupt', stats.corrupt],
  ];
  byId('facts').replaceChildren(
    ...facts.map(([name, value]) => {
      const group = document.createElement('div');
      group.append(element('dt', name), element('dd', String(value)));
      return group;
    }),
  );
  byId('since').textContent = `since ${new Date(stats.startedAt).toLocaleString()}`;
}

function bar(x, y, height, kind, title) {
  const rectangle = document.createElementNS(svgNamespace, 'rect');
  const size = { x, y, width: 0.9, height, class: kind };
  for (const [name, value] of Object.entries(size)) rectangle.setAttribute(name, value);
  const text = document.createElementNS(svgNamespace, 'title');
  text.textContent = title;
  rectangle.append(text);
  return rectangle;
}

function showTimeline(points) {
  const highest = Math.max(1, ...points.map(({ hits, misses }) => hits + misses));
  const first = Math.floor(Date.now() / span) - spans + 1;
  const svg = byId('timeline');
  svg.setAttribute('viewBox', `0 0 ${spans} 100`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.replaceChildren(
    ...points.flatMap(({ start, hits, misses }) => {
      const x = start / span - first;
      const [hit, miss] = [hits, misses].map((count) => (count / highest) * 100);
      const title = `${new Date(start).toLocaleTimeString()}: ${hits} hits, ${misses} misses`;
      return [bar(x, 100 - hit, hit, 'hit', title), bar(x, 100 - hit - miss, miss, 'miss', title)];
    }),
  );
}

function showRows(id, rows, none) {
  const titles = [...document.querySelectorAll(`#${id} th`)].map(({ textContent }) => textContent);
  const cells = rows.map((row) => {
    const line = document.createElement('tr');
    for (const [at, text] of row.entries()) {
      const cell = element('td', String(text));
      cell.dataset.title = titles[at];
      line.append(cell);
    }
    return line;
  });
  if (cells.length === 0) {
    const cell = element('td', none);
    cell.colSpan = 6;
    cell.className = 'empty';
    const line = document.createElement('tr');
    line.append(cell);
    cells.push(line);
  }
  document.querySelector(`#${id} tbody`).replaceChildren(...cells);
}

function show(stats) {
  showFacts(stats);
  showTimeline(stats.timeline);
  const tasks = stats.tasks
    .slice(0, 100)
    .map(({ project, target, hits, stored, bytes, slowest }) => [
      target ? `${project}:${target}` : project,
      formatShare(hits + stored === 0 ? null : hits / (hits + stored)),
      hits,
      stored,
      formatBytes(bytes),
      formatSeconds(slowest),
    ]);
  showRows('tasks', tasks, 'No task was stored or found yet.');
  showRows('refusals', Object.entries(stats.refusals), 'Nothing was refused.');
  byId('content').hidden = false;
  byId('login').hidden = true;
}

function askForToken(problem) {
  byId('problem').textContent = problem;
  byId('content').hidden = true;
  byId('login').hidden = false;
  byId('token').focus();
}

async function refresh() {
  const token = sessionStorage.getItem('token');
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  try {
    const answer = await fetch('v1/stats', { headers });
    if (answer.status === 401) {
      askForToken(token ? 'The server does not know this token.' : '');
      return;
    }
    show(await answer.json());
  } catch {
    byId('since').textContent = 'The server does not answer.';
  }
}

byId('login').addEventListener('submit', (event) => {
  event.preventDefault();
  // For this tab only, and gone with it.
  sessionStorage.setItem('token', byId('token').value);
  byId('token').value = '';
  refresh();
});

refresh();
setInterval(() => {
  if (byId('login').hidden) refresh();
}, refreshMilliseconds);
