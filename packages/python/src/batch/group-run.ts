import type { StepResult, ToolTask, ToolWorkspace } from '../tools/tool-task.js';

/** What a group needs to run: its tasks, all of one environment, and where results go. */
export interface GroupRun {
  tasks: readonly ToolTask[];
  workspace: ToolWorkspace;
  /** To be called once for each task, as soon as its result is known. */
  report: (task: ToolTask, result: StepResult) => void;
  /** Called instead for a task that is not to be started any more. */
  skip: (task: ToolTask) => void;
  /** Whether a failure ends the run, as with `--nxBail`. */
  bail: boolean;
  /** Whether a failure has ended the run. */
  isOver: () => boolean;
  /** How many processes this group may keep busy for now; it may change while it runs. */
  limit: () => number;
  /** Called with the output of a task at the terminal as it arrives. */
  onOutput?: ((text: string) => void) | undefined;
  /** Called when {@link limit} may have changed. Returns a way to stop listening. */
  onLimit: (listener: () => void) => () => void;
}
