import { isAbsolute, join, relative } from 'node:path';
import { isInside, joinPath } from '../paths.js';
import { pathFromRoot } from '../tools/checkers/checker-task.js';
import type { ToolTask, ToolWorkspace } from '../tools/tool-task.js';
import type { Finding } from './finding.js';
import { plainText } from './plain-text.js';

type Root = Pick<ToolWorkspace, 'root'>;

/** Where something was found, as it stands in a text. */
interface Place {
  file: string;
  line?: string | undefined;
  column?: string | undefined;
}

const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function found({ file, line, column }: Place, code: string | undefined, text: string): Finding {
  const message = text.trim();
  return { file, line: numberIn(line), column: numberIn(column), code, message };
}

/** Two lines that ruff, ty and pyrefly print: what is wrong, then where, behind an arrow. */
const arrow = /^(.+)\n[ \t]*--> (.+?):(\d+)(?::(\d+))?[ \t]*$/gm;

/** `F401 [*] message`, `error[rule]: message`, `ERROR message [rule]`. */
function readTitle(title: string): { code: string | undefined; message: string } {
  const ty = /^\w+\[([\w-]+)\]: (.*)$/.exec(title);
  if (ty) return { code: ty[1], message: ty[2] ?? '' };
  const pyrefly = /^\s*ERROR (.*) \[([\w-]+)\]$/.exec(title);
  if (pyrefly) return { code: pyrefly[2], message: pyrefly[1] ?? '' };
  const ruff = /^([A-Z]+\d+|[a-z]+(?:-[a-z]+)*):? (?:\[\*\] )?(.*)$/.exec(title);
  return ruff ? { code: ruff[1], message: ruff[2] ?? '' } : { code: undefined, message: title };
}

function atArrows(text: string, fromRoot: (path: string) => string): Finding[] {
  return [...text.matchAll(arrow)].flatMap(([, title = '', path = '', line, column]) => {
    if (/^\s*WARN|^warning/i.test(title)) return [];
    const { code, message } = readTitle(title);
    return [found({ file: fromRoot(path), line, column }, code, message)];
  });
}

/** `path:line: error: message  [code]` of mypy, `path:line:column - error: message (code)` of pyright. */
const inLine =
  /^[ \t]*(\S.*?\.pyi?):(\d+)(?::(\d+))?(?::\d+)*(?:: | - )error: (.*?)(?:[ \t]+(?:\[([\w-]+)\]|\((report\w+)\)))?$/gm;

function ofChecker(text: string, task: ToolTask, workspace: Root): Finding[] {
  const fromRoot = (path: string) => pathFromRoot(path, task, workspace);
  const lines = [...text.matchAll(inLine)].map(
    ([, path = '', line, column, message = '', mypy, pyright]) =>
      found({ file: fromRoot(path), line, column }, mypy ?? pyright, message),
  );
  return [...lines, ...atArrows(text, fromRoot)];
}

/** A line of pytest's summary. */
const summary = /^(?:FAILED|ERROR) (\S+?)(?: - (.*))?$/gm;

/** Where the exception of a test was raised. */
const raised = /^(\S+\.py):(\d+): (\w[\w.]*)$/;

/** What pytest prints about each test that has failed, by the test's name. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const name = /^_{2,} (?:ERROR (?:at \w+ of|collecting) )?(.+?) _{2,}$/.exec(line)?.[1];
    if (name !== undefined || /^={3,} /.test(line)) lines = [];
    else lines.push(line);
    if (name !== undefined) sections.set(name, lines);
  }
  return sections;
}

/** `SyntaxError: message`, as pytest quotes it. */
const exception = /^E\s+([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning))(?:: (.*))?$/;

/** The file that could not be parsed, where one is quoted. */
const unparsed = /^E\s+File "(.+?)", line (\d+)$/;

/** Last of the lines that fit. */
function lastMatch(lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  const line = lines.findLast((one) => pattern.test(one));
  return line === undefined ? undefined : (pattern.exec(line) ?? undefined);
}

function ofTest(id: string, told: string, section: readonly string[], folder: string): Finding {
  const [path = ''] = id.split('::');
  const own = lastMatch(
    section.filter((line) => line.startsWith(`${path}:`)),
    raised,
  );
  const error = lastMatch(section, exception);
  const quoted = error?.[1] === 'SyntaxError' ? lastMatch(section, unparsed) : undefined;
  const code = lastMatch(section, raised)?.[3] ?? error?.[1];
  const message = told || error?.[2] || 'failed';
  const [file, line] = quoted ? [quoted[1] ?? path, quoted[2]] : [path, own?.[2]];
  const place = isAbsolute(file) ? relative(folder, file).replaceAll('\\', '/') : file;
  return { ...found({ file: place, line }, code, message.replace(`${code}: `, '')), selector: id };
}

/** What is said of too low a coverage, behind tests that have passed. */
const ofCoverage = /^error \[(COVERAGE_LOW)\]: (.*)$/gm;

function ofPytest(text: string, { project }: ToolTask, { root }: Root): Finding[] {
  const sections = sectionsOf(text);
  const findings = [...text.matchAll(summary)].map(([, id = '', told = '']) => {
    const [path = '', ...names] = id.split('::');
    const section = sections.get(names.join('.')) ?? sections.get(path) ?? [];
    return ofTest(id, told, section, join(root, project));
  });
  const coverage = [...text.matchAll(ofCoverage)].map(([, code, told = '']) =>
    found({ file: project }, code, told),
  );
  return [...findings.map((one) => ({ ...one, file: joinPath(project, one.file) })), ...coverage];
}

/** What a tool has found, out of the text of its task; nothing where the text is of another form. */
export function readFindings(output: string, task: ToolTask, workspace: Root): Finding[] {
  const text = plainText(output);
  if (task.options.kind === 'test') return ofPytest(text, task, workspace);
  const findings =
    task.options.kind === 'typecheck'
      ? ofChecker(text, task, workspace)
      : atArrows(text, (path) => path);
  return findings.map((one) => ({
    ...one,
    selector: isInside(one.file, task.project) ? one.file : undefined,
  }));
}
