import { loadConfig } from '../config/load-config.js';
import { allOptions, isScalar, isSwitch } from '../config/option-names.js';
import type { Config } from '../config/schema.js';
import type { Arguments, CommandIo } from './command.js';

/** Flags of every command that reads the configuration. */
export const configFlags: readonly string[] = [
  'config',
  ...allOptions.filter(isScalar).map(({ key }) => key),
];

/** Those of them that may stand without a value. */
export const configSwitches: readonly string[] = allOptions.filter(isSwitch).map(({ key }) => key);

/** The configuration as the flags, the variables and the file have it. */
export function readConfiguration({ flags }: Arguments, { environment }: CommandIo): Config {
  const own = Object.entries(flags).filter(
    ([name]) => name !== 'config' && configFlags.includes(name),
  );
  return loadConfig({ flags: Object.fromEntries(own), environment, file: flags['config'] });
}
