import type { Edge } from './declared-edges.js';

/** The projects that can be reached from each other have one number. */
export function cycleNumbers(edges: readonly Edge[]): Map<string, number> {
  const forward = neighbours(edges);
  const backward = neighbours(edges.map(([from, to]) => [to, from] as const));
  const numbers = new Map<string, number>();
  let next = 0;
  for (const start of finishingOrder(forward).reverse()) {
    if (numbers.has(start)) continue;
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (numbers.has(node)) continue;
      numbers.set(node, next);
      waiting.push(...(backward.get(node) ?? []));
    }
    next += 1;
  }
  return numbers;
}

function neighbours(edges: readonly Edge[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const list = found.get(from);
    if (list) list.push(to);
    else found.set(from, [to]);
    if (!found.has(to)) found.set(to, []);
  }
  return found;
}

/** Each project behind those that can be reached from it. A stack of its own: chains may be long. */
function finishingOrder(forward: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = [];
  const entered = new Set<string>();
  for (const start of forward.keys()) {
    const stack: { node: string; isDone: boolean }[] = [{ node: start, isDone: false }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const { node, isDone } = top;
      if (isDone) order.push(node);
      else if (!entered.has(node)) {
        entered.add(node);
        stack.push({ node, isDone: true });
        for (const other of forward.get(node) ?? []) stack.push({ node: other, isDone: false });
      }
    }
  }
  return order;
}
