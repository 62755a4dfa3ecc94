/** Words as a POSIX shell, and Python's `shlex`, part them: by white space outside of quotes. */
export function shellWords(text: string): string[] {
  const words = text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs);
  return [...words].map(([word]) =>
    word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_all, escaped, double, single) =>
      String(escaped ?? double?.replace(/\\(["\\])/g, '$1') ?? single),
    ),
  );
}
