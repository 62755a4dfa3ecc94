import { changeTokenFile, type TokenEntry } from '../auth/token-file.js';

/** Replaces all tokens of a file. */
export function writeTokens(file: string, tokens: readonly TokenEntry[]): void {
  changeTokenFile(file, (content) => ({ ...content, tokens: [...tokens] }));
}
