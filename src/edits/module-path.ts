import path from 'node:path';

/** @returns whether a module specifier is a path. */
export function isRelative(specifier: string): boolean {
  return /^\.\.?(\/|$)/u.test(specifier);
}

/** @returns the specifier by which a module in `from`'s folder (or below) imports the file `to`. */
export function relativeSpecifier(from: string, to: string, extension: string): string {
  const bare = to.replace(/(\.d)?\.[mc]?[jt]sx?$/u, '');
  const relative = path.posix.relative(path.posix.dirname(slashes(from)), slashes(bare));
  return (relative.startsWith('.') ? relative : `./${relative}`) + extension;
}

/** @returns a path with forward slashes, as programs name files. */
export function slashes(fileName: string): string {
  return fileName.replaceAll('\\', '/');
}
