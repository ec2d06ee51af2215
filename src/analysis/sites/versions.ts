/** Which versions of a library a program holds, for facts that are true of some of them only. */
import type ts from 'typescript';
import semver from 'semver';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Host } from '../program/host.js';
import { linkedPackageOf, packageOf } from '../program/packages.js';

const cache = new WeakMap<ts.Program, ReadonlyMap<string, ReadonlySet<string>>>();

/** @returns whether every version of the library in the program is in a semver range; an unknown version is not. */
export function isVersion(host: Host, adapter: QueueAdapter, range: string | undefined): boolean {
  if (range === undefined) return true;
  const versions = Object.keys(adapter.packages).flatMap((name) => [...(installed(host).get(name) ?? [])]);
  return (
    versions.length > 0 &&
    versions.every((version) => semver.satisfies(version, range, { includePrerelease: true }))
  );
}

function installed(host: Host): ReadonlyMap<string, ReadonlySet<string>> {
  const known = cache.get(host.program);
  if (known) return known;
  const versions = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const { fileName, isDeclarationFile } of host.program.getSourceFiles()) {
    const folder = fileName.slice(0, fileName.lastIndexOf('/'));
    if (!isDeclarationFile || seen.has(folder)) continue;
    seen.add(folder);
    const info = packageOf(fileName) ?? linkedPackageOf(fileName);
    if (info) versions.set(info.name, (versions.get(info.name) ?? new Set<string>()).add(info.version));
  }
  cache.set(host.program, versions);
  return versions;
}
