const parts =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)[-_.]?(?:(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+(.+))?$/;

const stages: Record<string, string> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** A version in the one spelling that PEP 440 gives it, without zeros at its end. */
function canonicalVersion(version: string): string {
  const text = version.trim().toLowerCase();
  const match = parts.exec(text);
  if (!match) return text;
  const [, epoch, release = '', stage, number, implicit, post, postNumber, dev, devNumber, local] =
    match;
  const numbers = release.split('.').map(Number);
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  return [
    Number(epoch ?? 0),
    numbers.join('.'),
    stage === undefined ? '' : `${stages[stage] ?? stage}${Number(number)}`,
    implicit !== undefined ? `post${Number(implicit)}` : post ? `post${Number(postNumber)}` : '',
    dev ? `dev${Number(devNumber)}` : '',
    (local ?? '').replace(/[-_]/g, '.'),
  ].join(' ');
}

/** Whether two texts name the same version. */
export function isSameVersion(left: string, right: string): boolean {
  return left === right || canonicalVersion(left) === canonicalVersion(right);
}
