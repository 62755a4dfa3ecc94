/** Colours of a terminal on a dark ground, by the number that an escape sequence has for them. */
const colours = {
  30: '#6e7681',
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  37: '#c9d1d9',
  90: '#8b949e',
  91: '#ffa198',
  92: '#aff5b4',
  93: '#f2cc60',
  94: '#a5d6ff',
  95: '#e2c5ff',
  96: '#b3f0ff',
  97: '#ffffff',
};

const width = 8.4;
const height = 20;
const margin = 20;

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function applied(style, codes) {
  let next = style;
  for (const code of codes.map(Number)) {
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 7) next = { ...next, inverse: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 27) next = { ...next, inverse: false };
    else if (code === 39) next = { ...next, colour: undefined };
    else if (colours[code]) next = { ...next, colour: colours[code] };
  }
  return next;
}

/** The pieces of a line of terminal output, each with its style. */
export function parseLine(line, style = {}) {
  const pieces = [];
  let current = style;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is told begins with one
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: see above
    const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes !== undefined) current = applied(current, (codes || '0').split(';'));
    else if (part !== '') pieces.push({ text: part, ...current });
  }
  return { pieces, style: current };
}

function span({ text, bold, dim, inverse, colour }) {
  const fill = colour ?? '#c9d1d9';
  const attributes = [
    `fill="${inverse ? '#ffffff' : fill}"`,
    ...(bold || inverse ? ['font-weight="bold"'] : []),
    ...(dim ? ['opacity="0.65"'] : []),
  ];
  return `<tspan ${attributes.join(' ')}>${escaped(text)}</tspan>`;
}

/** A still picture, in SVG, of lines that a terminal would show. */
export function terminalPicture(text, title) {
  const lines = text.split('\n');
  let style = {};
  const plain = [];
  const rows = lines.map((line, index) => {
    const parsed = parseLine(line, style);
    style = parsed.style;
    plain.push(parsed.pieces.map((piece) => piece.text).join(''));
    const y = margin + 34 + index * height;
    return `<text x="${margin}" y="${y}" xml:space="preserve">${parsed.pieces.map(span).join('')}</text>`;
  });
  const columns = Math.max(...plain.map((line) => line.length));
  const right = Math.ceil(2 * margin + columns * width);
  const bottom = 2 * margin + 30 + (lines.length - 1) * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}" width="${right}" height="${bottom}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#484f58"><circle cx="22" cy="20" r="6"/><circle cx="42" cy="20" r="6"/><circle cx="62" cy="20" r="6"/></g>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">
${rows.join('\n')}
</g>
</svg>
`;
}
