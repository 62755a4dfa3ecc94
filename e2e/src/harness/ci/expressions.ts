/** What an expression of a workflow may refer to, by the name of the context. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How a job, or the jobs before it, stand when an expression is read. */
export interface Standing {
  /** Whether something before it was red. */
  failed: boolean;
  /** Whether something that it needs was skipped: then only `always()` and `!cancelled()` let it run. */
  skipped?: boolean;
}

/** Text outside of quotes as JavaScript: what is missing is nothing, and `*` stands for each value. */
function translated(text: string): string {
  return text
    .replace(/\.([A-Za-z_]\w*(?:-\w+)+)/g, '["$1"]')
    .replace(/(\w+)\.\*\.(\w+)/g, 'each($1, "$2")')
    .replace(/\.(?=[A-Za-z_])/g, '?.')
    .replace(/\[(?=")/g, '?.[');
}

/**
 * Evaluates an expression as GitHub does, as far as generated workflows use them. A context or a function that is not
 * among the given ones is an error.
 */
export function evaluate(expression: string, contexts: Contexts, standing: Standing): unknown {
  const { failed, skipped = false } = standing;
  const scope: Contexts = {
    ...contexts,
    always: () => true,
    cancelled: () => false,
    success: () => !failed && !skipped,
    join: (list: unknown[], separator: string) => list.join(separator),
    fromJSON: (text: string) => JSON.parse(text),
    each: (values: object, name: string) =>
      Object.values(values).map((value: Record<string, unknown>) => value[name]),
  };
  const script = expression
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 0 ? translated(part) : part))
    .join('');
  return new Function(...Object.keys(scope), `return (${script});`)(...Object.values(scope));
}

/** Whether a step or a job runs: without a word about it, only where all before it was green. */
export function holds(condition: string | undefined, contexts: Contexts, standing: Standing) {
  const expression = (condition ?? '').replace(/^\$\{\{([\s\S]*)\}\}$/, '$1').trim();
  if (expression === '') return !standing.failed && !standing.skipped;
  const says = /\b(?:always|cancelled|success|failure)\(/.test(expression);
  if (!says && (standing.failed || standing.skipped)) return false;
  return Boolean(evaluate(expression, contexts, standing));
}

/** A text with its expressions replaced. */
export function expanded(text: string, contexts: Contexts, standing: Standing): string {
  return text.replace(/\$\{\{\s*([\s\S]+?)\s*\}\}/g, (_, expression: string) =>
    String(evaluate(expression, contexts, standing) ?? ''),
  );
}
