import { mypySteps } from './mypy.js';
import { pytestSteps } from './pytest.js';
import { ruffSteps } from './ruff.js';
import type { ToolStep, ToolTask, ToolWorkspace } from './tool-task.js';

/** The calls behind a task, in order. A call that fails does not stop the next one. */
export function toolSteps(task: ToolTask, workspace: ToolWorkspace): ToolStep[] {
  const { options } = task;
  switch (options.kind) {
    case 'lint':
    case 'format':
      return ruffSteps({ ...task, options }, workspace);
    case 'typecheck':
      return mypySteps({ ...task, options }, workspace);
    case 'test':
      return pytestSteps({ ...task, options }, workspace);
  }
}
