/** How an extracted body gets at a name that is declared outside of it. */
import type ts from 'typescript';
import { isReassigned, type FreeName } from '../analysis/behaviour/closure.js';
import { moduleFile, startsAtLoad } from '../analysis/behaviour/load.js';
import type { Host } from '../analysis/program/host.js';
import { packageOf } from '../analysis/program/packages.js';
import type { Obstacle } from './extract-reasons.js';

/** Imported by the helper, or passed to it by the task. */
export type OuterRole = 'supplied' | 'passed';

/** @returns how the helper gets at a name of the task's file, or what stands in the way. */
export function outerRole(host: Host, file: ts.SourceFile, name: FreeName): OuterRole | Obstacle {
  const { ts } = host;
  const node = name.references[0] ?? file;
  const quoted = `\`${name.name}\``;
  if (name.origin === 'type parameter') {
    return {
      reason: 'generic',
      node,
      message: `type parameter ${quoted} is not known outside of its function`,
    };
  }
  if (name.origin === 'self') return { reason: 'recursive', node, message: 'the task calls itself' };
  if (name.assigned) {
    const message = `the task assigns ${quoted}, which is declared outside of it; return the value instead`;
    return { reason: 'assigned-variable', node, message };
  }
  if (!name.value || name.origin === 'global') return 'supplied';
  if (name.origin === 'import') return importRole(host, name);
  const { declaration } = name;
  if (!declaration || !isPassable(ts, declaration, name.origin)) {
    const message = `${quoted} is declared beside the task; move it to a module of its own`;
    return { reason: 'local-value', node, message };
  }
  if (!isReassigned(host, name.symbol, file)) return 'passed';
  return {
    reason: 'assigned-variable',
    node,
    message: `${quoted} is assigned and may change while the task runs`,
  };
}

/** A const enum leaves nothing to pass, and a class inside a function has no name outside of it. */
function isPassable(compiler: typeof ts, declaration: ts.Declaration, origin: FreeName['origin']): boolean {
  if (compiler.isModuleDeclaration(declaration)) return false;
  if (compiler.isEnumDeclaration(declaration)) {
    const flags = compiler.getCombinedModifierFlags(declaration);
    return origin === 'module' && (flags & compiler.ModifierFlags.Const) === 0;
  }
  return !compiler.isClassDeclaration(declaration) || origin === 'module';
}

/** An import is repeated in the helper, unless loading it starts something: then the task passes what it imported. */
function importRole(host: Host, name: FreeName): OuterRole {
  const { ts } = host;
  let at: ts.Node | undefined = name.declaration;
  while (at && !ts.isImportDeclaration(at) && !ts.isSourceFile(at)) at = at.parent;
  const target = at && ts.isImportDeclaration(at) ? moduleFile(host, at.moduleSpecifier) : undefined;
  const own = target && !target.isDeclarationFile && !packageOf(target.fileName);
  return own && startsAtLoad(host, target) ? 'passed' : 'supplied';
}
