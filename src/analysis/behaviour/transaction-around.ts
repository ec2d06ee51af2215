/** Whether code runs inside a transaction that is opened around it in the same function or file. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded } from '../program/symbols.js';
import { bare } from '../program/syntax.js';

const members = ['transaction', '$transaction'];

/** @returns what opens a transaction around a node: a call with a callback, or the decorator of a method. */
export function transactionAround(host: Host, node: ts.Node): ts.Node | undefined {
  const { ts } = host;
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (!ts.isFunctionLike(at)) continue;
    const decorators = ts.canHaveDecorators(at) ? (ts.getDecorators(at) ?? []) : [];
    const marked = decorators.find((decorator) => /^@Transaction(?:al)?\b/u.test(decorator.getText()));
    if (marked) return marked;
    const call = at.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call)) continue;
    const callee = bare(ts, call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !members.includes(callee.name.text)) continue;
    const declaration = guarded(() => host.checker.getResolvedSignature(call))?.declaration;
    const owner = declaration && declaringPackage(declaration);
    // A generated client may be the program's own file.
    if (owner === undefined || ormAdapters.some(({ packages }) => Object.hasOwn(packages, owner)))
      return call;
  }
  return undefined;
}
