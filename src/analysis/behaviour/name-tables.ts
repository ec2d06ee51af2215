/** Tables of handlers that a body reads by the task's name: `handlers[job.name]`, `registry.get(job.name)`. */
import type ts from 'typescript';
import { unbound } from '../program/bound.js';
import { functionOf } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare, hasBody, type FunctionWithBody } from '../program/syntax.js';
import { literalOf, resolve } from '../program/values.js';

/** A task name that is written down in a worker. */
export interface WrittenName {
  readonly name: string;
  /** The case label, compared text or key; absent where only a type tells the name. */
  readonly node: ts.Node | undefined;
  /** The function that a table holds under the name; absent for a label. */
  readonly handler?: () => FunctionWithBody | undefined;
}

/** Names of a table or list. */
export interface WrittenNames {
  readonly names: readonly WrittenName[];
  /** It may hold more than these. */
  readonly open: boolean;
}

const MAX_SPREADS = 6;

/** @returns the keys of a table that stands at a place in the code. */
export function keysOf(host: Host, table: ts.Expression): WrittenNames {
  const found = writtenKeys(host, table, MAX_SPREADS);
  if (!found) return keysByType(host, table);
  return found.names.length === 0 || isExtended(host, table) ? { names: found.names, open: true } : found;
}

/** @returns the texts of a list or set. */
export function elementNames(host: Host, list: ts.Expression): WrittenNames | undefined {
  const { ts } = host;
  const target = resolve(host, unbound(list));
  if (target.is !== 'yes') return undefined;
  const { expression } = target.value;
  if (ts.isNewExpression(expression)) {
    const first = expression.arguments?.[0];
    const isSet = ts.isIdentifier(expression.expression) && expression.expression.text === 'Set';
    return isSet && first ? elementNames(host, first) : undefined;
  }
  if (!ts.isArrayLiteralExpression(expression)) return undefined;
  const names: WrittenName[] = [];
  let open = false;
  for (const element of expression.elements) {
    if (ts.isSpreadElement(element)) {
      const inner = elementNames(host, element.expression);
      names.push(...(inner?.names ?? []));
      open ||= inner?.open ?? true;
      continue;
    }
    const name = literalOf(host, unbound(element));
    if (typeof name === 'string') names.push({ name, node: element });
    else open = true;
  }
  return { names, open };
}

function writtenKeys(host: Host, table: ts.Expression, depth: number): WrittenNames | undefined {
  const { ts } = host;
  const target = depth > 0 ? resolve(host, unbound(table)) : undefined;
  if (target?.is !== 'yes') return undefined;
  const { expression } = target.value;
  if (ts.isObjectLiteralExpression(expression)) return literalKeys(host, expression, depth);
  return ts.isNewExpression(expression) ? mapKeys(host, expression) : undefined;
}

function literalKeys(host: Host, literal: ts.ObjectLiteralExpression, depth: number): WrittenNames {
  const { ts } = host;
  const names: WrittenName[] = [];
  let open = false;
  for (const member of literal.properties) {
    if (ts.isSpreadAssignment(member)) {
      const inner =
        writtenKeys(host, member.expression, depth - 1) ?? keysByType(host, bare(ts, member.expression));
      names.push(...inner.names);
      open ||= inner.open;
      continue;
    }
    const key = member.name;
    const name = ts.isComputedPropertyName(key)
      ? literalOf(host, unbound(key.expression))
      : ts.isPrivateIdentifier(key)
        ? undefined
        : key.text;
    if (typeof name === 'string') names.push({ name, node: key, handler: () => handlerOf(host, member) });
    else open = true;
  }
  return { names, open };
}

function handlerOf(
  host: Host,
  member: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
): FunctionWithBody | undefined {
  const { ts } = host;
  if (hasBody(ts, member)) return member;
  if (ts.isShorthandPropertyAssignment(member)) return valueOf(host, member.name);
  return ts.isPropertyAssignment(member) ? valueOf(host, member.initializer) : undefined;
}

function valueOf(host: Host, written: ts.Expression | undefined): FunctionWithBody | undefined {
  const { ts } = host;
  const value = written && bare(ts, written);
  if (!value || hasBody(ts, value)) return value;
  const symbol = symbolAt(host, ts.isPropertyAccessExpression(value) ? value.name : value);
  return symbol && functionOf(host, symbol);
}

/** `new Map([['send', fn]])` */
function mapKeys(host: Host, construction: ts.NewExpression): WrittenNames | undefined {
  const { ts } = host;
  const entries = construction.arguments?.[0] && bare(ts, construction.arguments[0]);
  const isMap = ts.isIdentifier(construction.expression) && construction.expression.text === 'Map';
  if (!isMap || !entries || !ts.isArrayLiteralExpression(entries)) return undefined;
  const names: WrittenName[] = [];
  let open = false;
  for (const entry of entries.elements) {
    const pair = bare(ts, entry);
    const [key, value] = ts.isArrayLiteralExpression(pair) ? pair.elements : [];
    const name = key && literalOf(host, unbound(key));
    if (key && typeof name === 'string') names.push({ name, node: key, handler: () => valueOf(host, value) });
    else open = true;
  }
  return { names, open };
}

/** A type that lists its keys, none of them optional: `Record<TaskName, Handler>`. */
function keysByType(host: Host, table: ts.Expression): WrittenNames {
  const unknown: WrittenNames = { names: [], open: true };
  const type = typeAt(host, table);
  if (!type || isOpaque(host, type) || type.isUnion()) return unknown;
  if (host.checker.getIndexInfosOfType(type).length > 0) return unknown;
  const properties = host.checker.getPropertiesOfType(type);
  const optional = properties.some((property) => (property.flags & host.ts.SymbolFlags.Optional) !== 0);
  if (properties.length === 0 || optional) return unknown;
  return {
    names: properties.map(({ name }) => ({ name, node: undefined, handler: () => undefined })),
    open: false,
  };
}

const extended = new WeakMap<ts.Symbol, boolean>();

/** Whether the table's own file adds to it later: `handlers[name] = fn`, `handlers.set(name, fn)`, `Object.assign(handlers, …)`. */
function isExtended(host: Host, table: ts.Expression): boolean {
  const { ts } = host;
  const at = bare(ts, table);
  const symbol = symbolAt(host, ts.isPropertyAccessExpression(at) ? at.name : at);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration) return false;
  const known = extended.get(symbol);
  if (known !== undefined) return known;
  const isTable = (node: ts.Expression): boolean => {
    const value = bare(ts, node);
    const name = ts.isPropertyAccessExpression(value) ? value.name : value;
    return ts.isIdentifier(name) && name.text === symbol.name && symbolAt(host, name) === symbol;
  };
  const extendsIt = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const target = bare(ts, node.left);
      const isMember = ts.isElementAccessExpression(target) || ts.isPropertyAccessExpression(target);
      return isMember && isTable(target.expression);
    }
    if (!ts.isCallExpression(node)) return false;
    const callee = bare(ts, node.expression);
    if (!ts.isPropertyAccessExpression(callee)) return false;
    if (callee.name.text === 'set') return isTable(callee.expression);
    return callee.name.text === 'assign' && node.arguments[0] !== undefined && isTable(node.arguments[0]);
  };
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||= extendsIt(node);
    if (!found) ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  extended.set(symbol, found);
  return found;
}
