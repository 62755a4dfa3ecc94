import { affectedTasks } from './affected-tasks.js';

affectedTasks('affected tasks, every second row', (index) => index % 2 === 0);
