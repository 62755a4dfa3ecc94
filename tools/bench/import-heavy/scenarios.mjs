import { cold } from '../scenarios/cold.mjs';
import { leafEdit } from '../scenarios/leaf-edit.mjs';
import { libraryEdit } from '../scenarios/library-edit.mjs';

const contenders = ['ours', 'ours-shared', 'bare', 'turbo'];
const withEngine = ['ours-now', 'ours-now-program', 'bare-project', 'turbo'];

/** A revision that no round has. */
const first = 1000;

/** Runs everything twice: what the first run has seen of imports, the second one finds out about. */
function learn(entrant) {
  entrant.run({ daemon: true });
  entrant.workspace.edit(entrant.plan.library, first);
  entrant.run({ daemon: true });
}

/**
 * What is measured on projects that are built on pandas, SQLAlchemy, FastAPI and pydantic. In a cold run nothing is
 * known of what tasks import, so there is nothing to share: that shows where they run again.
 *
 * @type {import('../scenarios/index.mjs').Scenario[]}
 */
export const heavyScenarios = [
  { ...cold, contenders, floor: ['bare'] },
  { ...libraryEdit, contenders, floor: ['bare'], before: learn, warmUps: 1 },
  { ...leafEdit, contenders: withEngine, floor: ['bare-project'], before: learn, warmUps: 1 },
];
