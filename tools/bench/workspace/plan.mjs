import { randomNumbers } from './random.mjs';

/** How many projects stand on each other's shoulders. */
const chainLength = 5;

/**
 * @typedef {object} Project
 * @property {string} name distribution, and folder below libs/
 * @property {string} module the package it provides
 * @property {string[]} dependencies names of other projects
 * @property {number[]} numbers constants for its code
 */

/**
 * @typedef {object} Plan
 * @property {Project[]} projects
 * @property {string} library the project that every other one uses
 * @property {string} leaf a project that no other one uses
 * @property {number} filesPerProject
 * @property {boolean} isImportHeavy whether projects are built on libraries that take long to import
 */

function name(index) {
  return index === 0 ? 'core' : `pkg-${String(index).padStart(4, '0')}`;
}

/** The library everyone uses, the one before in the chain, and some project of an earlier chain. */
function chooseDependencies(index, random) {
  if (index === 0) return [];
  const chain = Math.floor((index - 1) / chainLength);
  const dependencies = new Set([0]);
  if ((index - 1) % chainLength > 0) dependencies.add(index - 1);
  // Never the end of an earlier chain: those stay leaves.
  if (chain > 0) dependencies.add(random(chain) * chainLength + 1 + random(chainLength - 1));
  return [...dependencies].sort((left, right) => left - right).map(name);
}

/**
 * Decides which projects there are and who uses whom.
 *
 * @param {{projects: number, filesPerProject: number, seed: number, isImportHeavy?: boolean}} parameters
 * @returns {Plan}
 */
export function planWorkspace({ projects, filesPerProject, seed, isImportHeavy = false }) {
  const random = randomNumbers(seed);
  const planned = Array.from({ length: projects }, (_, index) => ({
    name: name(index),
    module: name(index).replaceAll('-', '_'),
    dependencies: chooseDependencies(index, random),
    numbers: Array.from({ length: 8 }, () => 2 + random(97)),
  }));
  const [library, leaf] = [name(0), name(projects - 1)];
  return { projects: planned, library, leaf, filesPerProject, isImportHeavy };
}

/** Names of all projects that use `used`, directly or not, `used` itself included. */
export function usersOf(plan, used) {
  const users = new Set([used]);
  // Dependencies come before their users, so one pass finds all.
  for (const { name: user, dependencies } of plan.projects) {
    if (dependencies.some((dependency) => users.has(dependency))) users.add(user);
  }
  return [...users];
}

/** Names of all projects that `user` uses, directly or not. */
export function dependenciesOf(plan, user) {
  const byName = new Map(plan.projects.map((project) => [project.name, project]));
  const found = new Set();
  const visit = (name) => {
    for (const dependency of byName.get(name).dependencies) {
      if (found.has(dependency)) continue;
      found.add(dependency);
      visit(dependency);
    }
  };
  visit(user);
  return [...found].sort();
}
