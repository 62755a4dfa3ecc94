/** The PEP 503 form of a distribution, extra or group name: `Lib_Core` and `lib.core` are `lib-core`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
