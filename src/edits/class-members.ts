/** Whether members of `this` can be read once, before a body runs, instead of whenever it mentions them. */
import type ts from 'typescript';
import type { ThisMember } from '../analysis/behaviour/closure.js';
import { isWrite } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import { packageOf } from '../analysis/program/packages.js';
import { guarded } from '../analysis/program/symbols.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';

/** A member that cannot be passed on. */
export interface MemberProblem {
  readonly problem: 'this-used' | 'own-method' | 'assigned-member';
  readonly node: ts.Node;
  readonly message: string;
}

/** @returns the first member that stands in the way of passing all of them as arguments. */
export function memberProblem(
  host: Host,
  fn: FunctionWithBody,
  members: readonly ThisMember[],
): MemberProblem | undefined {
  const [any] = members;
  if (any && !isInstance(host.ts, fn)) {
    const message = '`this` is whatever the library calls the task on; make the task a method or an arrow';
    return { problem: 'this-used', node: any.accesses[0] ?? fn, message };
  }
  for (const member of members) {
    const node = member.accesses[0] ?? fn;
    if (member.assigned) {
      return { problem: 'assigned-member', node, message: `the task assigns \`this.${member.name}\`` };
    }
    const declaration = member.symbol?.declarations?.[0];
    const { ts } = host;
    if (!declaration || !(ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration))) {
      const message = `\`this.${member.name}\` is a method or accessor of the class; move it out of the class first`;
      return { problem: 'own-method', node, message };
    }
    if (!isSteadyMember(host, declaration, member)) {
      const message = `\`this.${member.name}\` is assigned after construction, so its value may change during the task`;
      return { problem: 'assigned-member', node, message };
    }
  }
  return undefined;
}

/** Whether `this` in a function is an instance of the class around it. */
function isInstance(compiler: typeof ts, fn: FunctionWithBody): boolean {
  let at: ts.Node = fn;
  while (compiler.isArrowFunction(at) || !compiler.isFunctionLike(at)) {
    if (compiler.isPropertyDeclaration(at)) break;
    if (compiler.isSourceFile(at)) return false;
    at = at.parent;
  }
  const isMember =
    compiler.isMethodDeclaration(at) ||
    compiler.isConstructorDeclaration(at) ||
    compiler.isPropertyDeclaration(at);
  if (!isMember || !compiler.isClassLike(at.parent)) return false;
  return (compiler.getCombinedModifierFlags(at) & compiler.ModifierFlags.Static) === 0;
}

function isSteadyMember(
  host: Host,
  declaration: ts.PropertyDeclaration | ts.ParameterDeclaration,
  member: ThisMember,
): boolean {
  const { ts } = host;
  const flags = ts.getCombinedModifierFlags(declaration);
  if ((flags & ts.ModifierFlags.Readonly) !== 0) return true;
  const home = declaration.getSourceFile();
  if (home.isDeclarationFile) return false;
  const own = (flags & ts.ModifierFlags.Private) !== 0 || ts.isPrivateIdentifier(declaration.name);
  const files = own
    ? [home]
    : host.program.getSourceFiles().filter((file) => !file.isDeclarationFile && !packageOf(file.fileName));
  const written = new RegExp(`\\b${member.name.replace(/^#/u, '').replaceAll('$', '\\$')}\\b`, 'u');
  return files.every((file) => !written.test(file.text) || !writesMember(host, file, declaration, member));
}

/** Whether a file writes to the member, the constructor of its class left out. */
function writesMember(host: Host, file: ts.SourceFile, declaration: ts.Node, member: ThisMember): boolean {
  const { ts, checker } = host;
  const visit = (node: ts.Node): boolean => {
    if (ts.isConstructorDeclaration(node) && node.parent === ownerOf(ts, declaration)) return false;
    if (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === member.name &&
      isWrite(ts, node) &&
      guarded(() => checker.getSymbolAtLocation(node.name)) === member.symbol
    ) {
      return true;
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

function ownerOf(compiler: typeof ts, declaration: ts.Node): ts.Node {
  return compiler.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
}
