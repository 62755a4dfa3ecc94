import { affectedTasks } from './affected-tasks.js';

affectedTasks('affected tasks, the other rows', (index) => index % 2 === 1);
