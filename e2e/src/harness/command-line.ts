/** The words of a command in a guide: blanks and quotes, as in a shell. */
export function splitCommand(command: string): string[] {
  const words = command.trim().match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
