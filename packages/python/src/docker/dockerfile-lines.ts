/** An instruction of a Dockerfile. */
export interface Instruction {
  /** Where it starts; 1-based. */
  line: number;
  /** In upper case. */
  keyword: string;
  /** Keyword and arguments on one line. */
  text: string;
  /** Name of its stage, or BuildKit's `stage-<index>`; undefined above the first `FROM`. */
  stage: string | undefined;
}

const heredoc = /<<-?\s*["']?([A-Za-z_][A-Za-z0-9_]*)["']?/g;

function stageName(text: string, index: number): string {
  return / as\s+(\S+)\s*$/i.exec(text)?.[1]?.toLowerCase() ?? `stage-${index}`;
}

/** Splits a Dockerfile into its instructions: continued lines joined, comments left out. */
export function readInstructions(dockerfile: string): Instruction[] {
  const lines = dockerfile.split(/\r?\n/);
  const found: Instruction[] = [];
  let stage: string | undefined;
  let stages = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const first = lines[index]?.trim() ?? '';
    if (first === '' || first.startsWith('#')) continue;
    const line = index + 1;
    let text = first;
    while (text.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      const next = lines[index]?.trim() ?? '';
      if (!next.startsWith('#') && next !== '') text = `${text.slice(0, -1).trimEnd()} ${next}`;
    }
    for (const [, end] of text.matchAll(heredoc)) {
      while (index + 1 < lines.length && lines[index]?.trim() !== end) index += 1;
    }
    const keyword = (/^\S+/.exec(text)?.[0] ?? '').toUpperCase();
    if (keyword === 'FROM') {
      stage = stageName(text, stages);
      stages += 1;
    }
    found.push({ line, keyword, text, stage });
  }
  return found;
}

/** What BuildKit counts as steps of a stage. */
const steps = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR']);

function lineOfStep(instructions: readonly Instruction[], stage: string, number: number) {
  const stages = new Set(instructions.flatMap((instruction) => instruction.stage ?? []));
  // A Dockerfile of one stage has steps without a stage's name.
  const wanted = stage === '' && stages.size === 1 ? [...stages][0] : stage;
  const counted = instructions.filter(
    (instruction) => instruction.stage === wanted && steps.has(instruction.keyword),
  );
  return counted[number - 1]?.line;
}

const simple = (text: string) => text.replace(/["'\\\s]+/g, ' ').trim();

/** The line of the instruction with that text, as far as a builder repeats it. */
function lineOfText(instructions: readonly Instruction[], text: string): number | undefined {
  const wanted = simple(text);
  return instructions.find((instruction) => simple(instruction.text) === wanted)?.line;
}

/** The line (1-based) of the Dockerfile that a failed build speaks of, if it can be told. */
export function failedLine(output: string, dockerfile: string): number | undefined {
  const named =
    /^(?:\S*Dockerfile\S*|\S+\.Dockerfile):(\d+)$/m.exec(output)?.[1] ??
    /parse error on line (\d+)/i.exec(output)?.[1] ??
    /parse error line (\d+)/i.exec(output)?.[1];
  if (named) return Number(named);
  const instructions = readInstructions(dockerfile);
  const step = /^ > \[(?:(\S+) +)?(\d+)\/\d+\] /m.exec(output);
  if (step) return lineOfStep(instructions, (step[1] ?? '').toLowerCase(), Number(step[2]));
  const text = /at STEP "(.*)": /.exec(output)?.[1];
  return text === undefined ? undefined : lineOfText(instructions, text);
}
