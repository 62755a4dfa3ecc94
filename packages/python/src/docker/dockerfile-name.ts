const suffix = '.Dockerfile';

/** Whether a file in a project's folder makes an image: `Dockerfile`, or any `<name>.Dockerfile`. */
export function isDockerfile(file: string): boolean {
  return !file.includes('/') && (file === 'Dockerfile' || file.endsWith(suffix));
}

/** `admin` for `admin.Dockerfile`; undefined for `Dockerfile`. */
export function dockerfileVariant(file: string): string | undefined {
  return file.endsWith(suffix) ? file.slice(0, -suffix.length) : undefined;
}
