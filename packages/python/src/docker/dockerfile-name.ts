const suffix = '.Dockerfile';

/** `admin` for `admin.Dockerfile`; undefined for `Dockerfile`. */
export function dockerfileVariant(file: string): string | undefined {
  return file.endsWith(suffix) ? file.slice(0, -suffix.length) : undefined;
}
