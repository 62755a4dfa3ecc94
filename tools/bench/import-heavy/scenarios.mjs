import { cold } from '../scenarios/cold.mjs';
import { leafEdit } from '../scenarios/leaf-edit.mjs';
import { libraryEdit } from '../scenarios/library-edit.mjs';

const contenders = ['ours', 'ours-unshared', 'ours-now', 'bare', 'turbo'];

/**
 * What is measured on projects that are built on pandas, SQLAlchemy, FastAPI and pydantic. In a cold run nothing is
 * known of what tasks import, so there is nothing to share: that shows where they run again.
 *
 * @type {import('../scenarios/index.mjs').Scenario[]}
 */
export const heavyScenarios = [
  { ...cold, contenders, floor: ['bare'] },
  { ...libraryEdit, contenders, floor: ['bare'] },
  { ...leafEdit, contenders: [...contenders, 'bare-project'], floor: ['bare-project'] },
];
