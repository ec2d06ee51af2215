/** Rows that a function of the program changes or makes anew before they are sent. */
import type ts from 'typescript';
import { isWrite } from '../behaviour/names.js';
import { calledFunction, functionOf } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, hasBody, returnedExpressions, type FunctionWithBody } from '../program/syntax.js';
import { writesTo } from '../program/writes.js';
import type { EntityFinding } from './entities.js';
import { initialiser } from './flow.js';
import { flowAround, memberOf } from './orm-calls.js';
import { sourceOf } from './query.js';

const eachMembers = new Set(['forEach', 'map']);

/** @returns the call of the program's function that made the row a different one, and that nothing stored since. */
export function changedByFunction(host: Host, finding: EntityFinding): ts.Node | undefined {
  if (!finding.expression) return undefined;
  return remade(host, finding.expression) ?? changedOnTheWay(host, finding, finding.expression);
}

/** `cleaned(row)`, `rows.map(cleaned)`: it returns a new object, or the one it was given and changed. */
function remade(host: Host, expression: ts.Expression): ts.Node | undefined {
  const { ts } = host;
  const source = sourceOf(host, expression)?.expression;
  if (!source || !ts.isCallExpression(source)) return undefined;
  const each = memberOf(host, source) === 'map' ? source.arguments[0] : undefined;
  const fn = each ? functionAt(host, each) : calledFunction(host, source);
  if (!fn) return undefined;
  const remakes = returnedExpressions(ts, fn).some((returned) => {
    const value = initialiser(host, returned);
    if (ts.isObjectLiteralExpression(value)) return true;
    if (ts.isCallExpression(value) && value.expression.getText() === 'Object.assign') return true;
    const declaration = ts.isIdentifier(value) ? symbolAt(host, value)?.valueDeclaration : undefined;
    return declaration !== undefined && ts.isParameter(declaration) && writes(host, declaration, fn);
  });
  return remakes ? source : undefined;
}

function changedOnTheWay(
  host: Host,
  { node, adapter }: EntityFinding,
  expression: ts.Expression,
): ts.Node | undefined {
  const { ts } = host;
  const name = bare(ts, expression);
  const row = ts.isIdentifier(name) ? symbolAt(host, name) : undefined;
  if (!row) return undefined;
  const stores = new Set([...adapter.saves, ...(adapter.flushes ?? [])]);
  const isRow = (at: ts.Node): boolean =>
    ts.isIdentifier(at) && at.text === row.name && symbolAt(host, at) === row;
  let changed: ts.Node | undefined;
  const visit = (at: ts.Node): void => {
    if (at.pos > node.pos) return;
    ts.forEachChild(at, visit);
    if (ts.isForOfStatement(at) && isRow(bare(ts, at.expression)) && changesElement(host, at)) changed = at;
    if (!ts.isCallExpression(at)) return;
    if (stores.has(memberOf(host, at) ?? '')) changed = undefined;
    else if (at.end <= node.pos && changesRow(host, at, isRow, stores)) changed = at;
  };
  visit(flowAround(host, node));
  return changed;
}

/** `for (const user of users) user.email = ''` */
function changesElement(host: Host, { initializer, statement }: ts.ForOfStatement): boolean {
  const { ts } = host;
  const name = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0]?.name : undefined;
  const symbol = name && ts.isIdentifier(name) ? symbolAt(host, name) : undefined;
  if (!symbol) return false;
  const { names, any } = writesTo(host, symbol, statement);
  return any || names.size > 0;
}

function changesRow(
  host: Host,
  call: ts.CallExpression,
  isRow: (at: ts.Node) => boolean,
  stores: ReadonlySet<string>,
): boolean {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const itself = ts.isPropertyAccessExpression(callee) && isRow(bare(ts, callee.expression));
  const [first] = call.arguments;
  if (itself && first && eachMembers.has(callee.name.text)) {
    const fn = functionAt(host, first);
    const element = fn?.parameters[0];
    return fn !== undefined && element !== undefined && writes(host, element, fn) && !calls(host, fn, stores);
  }
  const index = call.arguments.findIndex((argument) => isRow(bare(ts, argument)));
  if (!itself && index < 0) return false;
  const fn = calledFunction(host, call);
  if (!fn || calls(host, fn, stores)) return false;
  const parameter = fn.parameters[index];
  return (parameter !== undefined && writes(host, parameter, fn)) || (itself && writesThis(host, fn));
}

function functionAt(host: Host, expression: ts.Expression): FunctionWithBody | undefined {
  const value = bare(host.ts, expression);
  if (hasBody(host.ts, value)) return value;
  const symbol = symbolAt(host, host.ts.isPropertyAccessExpression(value) ? value.name : value);
  return symbol && functionOf(host, symbol);
}

function writes(host: Host, parameter: ts.ParameterDeclaration, fn: FunctionWithBody): boolean {
  const symbol = host.ts.isIdentifier(parameter.name) ? symbolAt(host, parameter.name) : undefined;
  if (!symbol) return false;
  const { names, any } = writesTo(host, symbol, fn);
  return any || names.size > 0;
}

/** A method of the row that assigns to its own properties. */
function writesThis(host: Host, fn: FunctionWithBody): boolean {
  const { ts } = host;
  const visit = (at: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(at) &&
      at.expression.kind === ts.SyntaxKind.ThisKeyword &&
      isWrite(ts, at)) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(fn.body);
}

function calls(host: Host, fn: FunctionWithBody, members: ReadonlySet<string>): boolean {
  const { ts } = host;
  const visit = (at: ts.Node): boolean =>
    (ts.isCallExpression(at) && members.has(memberOf(host, at) ?? '')) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(fn.body);
}
