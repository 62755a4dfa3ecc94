import { becomeNx, graphErrorText } from '../nx-internal-run.js';
import { declareNxHere } from '../process/nx-process.js';
import { answer } from './answer.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';

/** What Nx and tools print on the way is no part of the answer, which alone goes to standard output. */
async function besideAnswer<T>(work: () => Promise<T>): Promise<T> {
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

/** Answers in this process, which was started for that, and ends with it. */
export async function answerOnce(workspaceRoot: string, question: Question): Promise<Verdict> {
  declareNxHere();
  return await besideAnswer(async () => {
    try {
      await becomeNx(workspaceRoot);
      return await answer(workspaceRoot, question, 0);
    } catch (error) {
      const text = await graphErrorText(error);
      throw text === undefined ? error : new Error(text);
    }
  });
}
