import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';

/** A tree in memory with these files in it. */
export function treeOf(texts: Record<string, string> = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const [file, text] of Object.entries(texts)) tree.write(file, text);
  return tree;
}

/** The text of a file that must be there. */
export function textIn(tree: Tree, file: string): string {
  const text = tree.read(file, 'utf8');
  if (text === null) throw new Error(`there is no ${file}`);
  return text;
}

/** All files that the tree has beyond an empty workspace, with their texts. */
export function textsOf(tree: Tree): Record<string, string> {
  const changes = tree.listChanges().filter(({ type }) => type !== 'DELETE');
  return Object.fromEntries(changes.map(({ path, content }) => [path, String(content)]));
}

/** What a generator's promise is rejected with, as Nx prints it. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: Error) => error.message,
  );
}
