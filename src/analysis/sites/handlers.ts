/** Which function does the work that a worker is given: behind names, delegates, `bind` and wrapping helpers. */
import type ts from 'typescript';
import type { Locator, QueueAdapter } from '../../adapters/queues/shape.js';
import type { Bound } from '../program/bound.js';
import { calledFunction, functionOf } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, hasBody, type FunctionWithBody } from '../program/syntax.js';
import { literalOf, resolve } from '../program/values.js';
import { declaredByAdapter } from './known-symbols.js';
import { locate, locateArgument, type BoundCall } from './locate.js';

/** A handler that is an argument, or a property of one. */
export function handlerArgument(host: Host, call: BoundCall, body: Locator): Bound | undefined {
  if (!body.includes('.')) return locateArgument(call, body);
  const found = locate(host, call, body);
  return found.is === 'yes' ? found.value : methodBody(host, call, body);
}

/** `defineTask({ async run(payload) { … } })`: a method is its own handler. */
function methodBody(host: Host, call: BoundCall, body: Locator): Bound | undefined {
  const { ts } = host;
  const argument = locateArgument(call, body.slice(0, body.indexOf('.')));
  const object = argument && bare(ts, argument.expression);
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  const name = body.slice(body.indexOf('.') + 1);
  const method = object.properties.find(
    (member): member is ts.MethodDeclaration =>
      ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && member.name.text === name,
  );
  // The name of a method resolves to the method itself.
  return method && ts.isIdentifier(method.name) ? { expression: method.name, scope: undefined } : undefined;
}

/** One handler of a map, with its key. */
export interface MappedHandler {
  readonly name: string;
  readonly handler: ts.Expression;
}

/**
 * The handlers of `{ send: async (job) => …, resize }`, spread maps included; `below` is the property of each entry that is
 * the handler, empty when the entry itself is. Entries that cannot be seen are left out.
 */
export function mappedHandlers(
  host: Host,
  map: Bound | undefined,
  below: string,
  depth = 4,
): readonly MappedHandler[] {
  const { ts } = host;
  const target = map && depth > 0 ? resolve(host, map) : undefined;
  if (target?.is !== 'yes' || !ts.isObjectLiteralExpression(target.value.expression)) return [];
  const { scope } = target.value;
  return target.value.expression.properties.flatMap((member): readonly MappedHandler[] => {
    if (ts.isSpreadAssignment(member)) {
      return mappedHandlers(host, { expression: member.expression, scope }, below, depth - 1);
    }
    const name = ts.isComputedPropertyName(member.name)
      ? literalOf(host, { expression: member.name.expression, scope })
      : member.name.text;
    const handler = ts.isPropertyAssignment(member)
      ? member.initializer
      : ts.isIdentifier(member.name)
        ? member.name
        : undefined;
    if (typeof name !== 'string' || !handler) return [];
    if (below === '') return [{ name, handler }];
    const inner = memberHandler(host, handler, below);
    return inner ? [{ name, handler: inner }] : [];
  });
}

function memberHandler(host: Host, entry: ts.Expression, key: string): ts.Expression | undefined {
  return handlerArgument(host, { arguments: [entry], scope: undefined }, `#0.${key}`)?.expression;
}

/** What a handler parameter stands for at the call of a factory. */
export function boundHandler(host: Host, handler: Bound): ts.Expression {
  const expression = bare(host.ts, handler.expression);
  if (!handler.scope || !host.ts.isIdentifier(expression)) return handler.expression;
  const target = resolve(host, handler);
  return target.is === 'yes' ? target.value.expression : handler.expression;
}

/** Follows a handler expression to the function that does the work. */
export function handlerBody(
  host: Host,
  adapter: QueueAdapter,
  handler: ts.Expression,
  depth = 5,
): FunctionWithBody | undefined {
  if (depth <= 0) return undefined;
  const { ts } = host;
  const expression = bare(ts, handler);
  if (hasBody(ts, expression)) return delegate(host, adapter, expression, depth) ?? expression;
  if (ts.isCallExpression(expression)) {
    const callee = bare(ts, expression.expression);
    // `this.process.bind(this)`
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind') {
      return handlerBody(host, adapter, callee.expression, depth - 1);
    }
    // `withLogging(processEmail)`: the argument that takes a job is the work.
    for (const argument of expression.arguments) {
      const inner = handlerBody(host, adapter, argument, depth - 1);
      if (inner && takesJob(host, adapter, inner)) return inner;
    }
    const factory = calledFunction(host, expression);
    const made = factory && returnedFunction(host, factory);
    return made && (delegate(host, adapter, made, depth) ?? made);
  }
  const symbol = symbolAt(host, ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const found = symbol && functionOf(host, symbol);
  return found && (delegate(host, adapter, found, depth) ?? found);
}

function returnedFunction(host: Host, factory: FunctionWithBody): FunctionWithBody | undefined {
  const { ts } = host;
  const body = ts.isBlock(factory.body) ? factory.body.statements.at(-1) : undefined;
  const result =
    body && ts.isReturnStatement(body)
      ? body.expression
      : ts.isBlock(factory.body)
        ? undefined
        : factory.body;
  return result && hasBody(ts, result) ? result : undefined;
}

function takesJob(host: Host, adapter: QueueAdapter, fn: FunctionWithBody): boolean {
  const first = fn.parameters[0];
  const type = first && typeAt(host, first);
  return (
    type !== undefined &&
    lineage(host, type).some((declaration) => {
      const symbol = 'symbol' in declaration ? (declaration.symbol as ts.Symbol | undefined) : undefined;
      return (
        symbol !== undefined &&
        (adapter.jobTypes ?? []).includes(symbol.name) &&
        declaredByAdapter(host, adapter, symbol)
      );
    })
  );
}

/** `async (job) => processEmail(job)`: a function that only hands its job on is not the body; the one it calls is. */
export function delegate(
  host: Host,
  adapter: QueueAdapter,
  fn: FunctionWithBody,
  depth: number,
): FunctionWithBody | undefined {
  const { ts } = host;
  // Where the parameter is the payload itself, handing it on is what a thin task does.
  if (adapter.jobTypes === undefined) return undefined;
  const parameter = fn.parameters[0];
  if (!parameter || !ts.isParameter(parameter) || !ts.isIdentifier(parameter.name)) return undefined;
  const only = ts.isBlock(fn.body) ? onlyExpression(ts, fn.body) : fn.body;
  const call = only && bare(ts, only);
  if (!call || !ts.isCallExpression(call) || call.arguments.length === 0) return undefined;
  const first = call.arguments[0];
  if (!first || !ts.isIdentifier(first) || first.text !== parameter.name.text) return undefined;
  const target = calledFunction(host, call);
  if (!target || target === fn) return undefined;
  return delegate(host, adapter, target, depth - 1) ?? target;
}

function onlyExpression(compiler: typeof ts, block: ts.Block): ts.Expression | undefined {
  const [statement, ...more] = block.statements;
  if (!statement || more.length > 0) return undefined;
  if (compiler.isReturnStatement(statement)) return statement.expression;
  return compiler.isExpressionStatement(statement) ? statement.expression : undefined;
}
