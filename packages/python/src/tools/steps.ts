import type { TypeChecker } from '../options/names.js';
import type { CheckerTask } from './checkers/checker-task.js';
import { mypySteps } from './mypy/run.js';
import { pyreflySteps } from './pyrefly/run.js';
import { pyrightSteps } from './pyright/run.js';
import { pytestSteps } from './pytest/run.js';
import { ruffSteps } from './ruff/run.js';
import type { ToolStep, ToolTask, ToolWorkspace } from './tool-task.js';
import { tySteps } from './ty/run.js';

const checkers: Record<TypeChecker, (task: CheckerTask, workspace: ToolWorkspace) => ToolStep[]> = {
  mypy: mypySteps,
  basedpyright: pyrightSteps,
  pyright: pyrightSteps,
  ty: tySteps,
  pyrefly: pyreflySteps,
};

/** The calls behind a task, in order. A call that fails does not stop the next one. */
export function toolSteps(task: ToolTask, workspace: ToolWorkspace): ToolStep[] {
  const { options } = task;
  switch (options.kind) {
    case 'lint':
    case 'fix':
      return ruffSteps({ ...task, options }, workspace);
    case 'typecheck':
      return checkers[options.tool]({ ...task, options }, workspace);
    case 'test':
      return pytestSteps({ ...task, options }, workspace);
  }
}
