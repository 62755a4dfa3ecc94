import { readNxSettings } from '../nx-internal.js';
import { keepBatchesHere } from '../nx-internal-batch.js';
import { becomeNx, graphErrorText, graphOfDisk } from '../nx-internal-run.js';
import { storeUnchangedOnly } from '../nx-internal-store.js';
import { declareNxHere } from '../process/nx-process.js';
import { answer } from './answer.js';
import { codeOfWorkspace } from './foreign-code.js';
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

/** An answer, and whether a process that stays could have given it. */
export interface AnswerAlone {
  verdict: Verdict;
  canStay: boolean;
}

async function answerHere(workspaceRoot: string, question: Question): Promise<AnswerAlone> {
  await becomeNx(workspaceRoot);
  await keepBatchesHere();
  await storeUnchangedOnly(workspaceRoot);
  const graph = await graphOfDisk(workspaceRoot);
  const own = codeOfWorkspace(workspaceRoot, await readNxSettings(workspaceRoot), graph);
  const verdict = await answer(workspaceRoot, question, 0, graph);
  return { verdict, canStay: own === undefined };
}

/** Answers in this process, which was started for that, and ends with it. */
export async function answerOnce(workspaceRoot: string, question: Question): Promise<AnswerAlone> {
  declareNxHere();
  return await besideAnswer(async () => {
    try {
      return await answerHere(workspaceRoot, question);
    } catch (error) {
      const text = await graphErrorText(error);
      throw text === undefined ? error : new Error(text);
    }
  });
}
