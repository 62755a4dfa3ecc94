import { installPackages } from './packages.js';

export default async function setup(): Promise<void> {
  await installPackages();
}
