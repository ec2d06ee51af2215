/** What happens to a row in the producer before it is sent: deleted, or changed without being stored. */
import type ts from 'typescript';
import { isWrite } from '../behaviour/names.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../program/symbols.js';
import type { EntityFinding } from './entities.js';

const deletes = new Set(['remove', 'softRemove', 'delete', 'softDelete', 'deleteMany', 'destroy']);
const merges = new Set(['merge', 'assign']);
const stores = new Set([
  'save',
  'insert',
  'upsert',
  'update',
  'updateMany',
  'persist',
  'flush',
  'persistAndFlush',
]);

/** @returns `deleted`, `changed` (and not stored since), or nothing that speaks against loading the row again. */
export function rowState(host: Host, finding: EntityFinding): 'deleted' | 'changed' | undefined {
  if (finding.query && deletes.has(finding.query.member)) return 'deleted';
  const { ts } = host;
  const { expression, node } = finding;
  const symbol = expression && ts.isIdentifier(expression) ? symbolAt(host, expression) : undefined;
  if (!symbol) return undefined;
  const isRow = (at: ts.Node): boolean =>
    ts.isIdentifier(at) && at.text === symbol.name && symbolAt(host, at) === symbol;
  let state: 'deleted' | 'changed' | undefined;
  const visit = (at: ts.Node): void => {
    if (at.pos > node.pos || state === 'deleted') return;
    // Inner calls run before the outer one.
    ts.forEachChild(at, visit);
    if (ts.isPropertyAccessExpression(at) && isRow(at.expression) && isWrite(ts, at)) state = 'changed';
    if (!ts.isCallExpression(at) || !ts.isPropertyAccessExpression(at.expression)) return;
    const member = at.expression.name.text;
    const given =
      at.arguments.some((argument) => mentions(ts, argument, isRow)) || isRow(at.expression.expression);
    if (!given) return;
    if (merges.has(member)) state = 'changed';
    else if (stores.has(member)) state = undefined;
    else if (deletes.has(member) && isOfOrm(host, at, finding)) state = 'deleted';
  };
  visit(functionAround(ts, node));
  return state;
}

function functionAround(compiler: typeof ts, node: ts.Node): ts.Node {
  let scope: ts.Node = node;
  while (!compiler.isFunctionLike(scope) && !compiler.isSourceFile(scope)) scope = scope.parent;
  return scope;
}

function mentions(compiler: typeof ts, node: ts.Node, isRow: (at: ts.Node) => boolean): boolean {
  return (
    isRow(node) ||
    (compiler.forEachChild(node, (child) => mentions(compiler, child, isRow) || undefined) ?? false)
  );
}

function isOfOrm(host: Host, call: ts.CallExpression, { adapter }: EntityFinding): boolean {
  const declaration = guarded(() => host.checker.getResolvedSignature(call))?.declaration;
  const owner = declaration && declaringPackage(declaration);
  if (owner !== undefined) return Object.hasOwn(adapter.packages, owner);
  const holder = declaration?.parent as ts.Node | undefined;
  // A generated client is the program's own file.
  return (
    adapter.generated !== undefined &&
    holder !== undefined &&
    host.ts.isInterfaceDeclaration(holder) &&
    holder.name.text.endsWith('Delegate')
  );
}
