import { onTestFinished } from 'vitest';

/** Sets variables of this process until the test is over. */
export function setVariables(variables: NodeJS.ProcessEnv): void {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env = { ...before, ...variables };
}
