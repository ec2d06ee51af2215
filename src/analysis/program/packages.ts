import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The npm package that a file belongs to. */
export interface PackageInfo {
  /** The package's own name: an npm alias keeps the name of the package it stands for. */
  readonly name: string;
  readonly version: string;
  /** Folder of its package.json. */
  readonly directory: string;
}

const known = new Map<string, PackageInfo | undefined>();

/**
 * @returns the package under `node_modules` that holds `fileName`; `undefined` for the program's own files.
 * The generated Prisma client (`node_modules/.prisma/client`) answers as package `.prisma/client`.
 */
export function packageOf(fileName: string): PackageInfo | undefined {
  const marker = '/node_modules/';
  const normal = fileName.includes('\\') ? fileName.replaceAll('\\', '/') : fileName;
  const at = normal.lastIndexOf(marker);
  if (at < 0) return undefined;
  const rest = normal.slice(at + marker.length).split('/');
  const scoped = rest[0]?.startsWith('@') === true || rest[0] === '.prisma';
  const folder = rest.slice(0, scoped ? 2 : 1).join('/');
  const directory = normal.slice(0, at) + marker + folder;
  if (!known.has(directory)) known.set(directory, readPackage(directory, folder));
  return known.get(directory);
}

/**
 * @returns the package that a declaration file outside `node_modules` belongs to: a linked workspace, or a package that
 * imports itself by name.
 */
export function linkedPackageOf(fileName: string): PackageInfo | undefined {
  for (let directory = path.posix.dirname(fileName); ; directory = path.posix.dirname(directory)) {
    if (!known.has(directory)) {
      const found = existsSync(path.join(directory, 'package.json'))
        ? readPackage(directory, directory)
        : undefined;
      known.set(directory, found);
    }
    const info = known.get(directory);
    if (info || directory === path.posix.dirname(directory)) return info;
  }
}

function readPackage(directory: string, folder: string): PackageInfo {
  try {
    const text = readFileSync(path.join(directory, 'package.json'), 'utf8');
    const json = JSON.parse(text) as { name?: unknown; version?: unknown };
    const name = typeof json.name === 'string' && folder !== '.prisma/client' ? json.name : folder;
    const version = typeof json.version === 'string' ? json.version : '0.0.0';
    return { name, version, directory };
  } catch {
    return { name: folder, version: '0.0.0', directory };
  }
}

/** @returns the package a type-only package stands in for: `@types/bull` describes `bull`. */
export function describedPackage(name: string): string {
  if (!name.startsWith('@types/')) return name;
  const bare = name.slice('@types/'.length);
  return bare.includes('__') ? `@${bare.replace('__', '/')}` : bare;
}
