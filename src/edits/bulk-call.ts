/** Turns a loop that only enqueues into the library's bulk call. */
import type ts from 'typescript';
import type { EnqueueLocator } from '../adapters/queues/shape.js';
import { argumentAt, listOf, type EnqueueLoop } from '../analysis/behaviour/loops.js';
import { dependsOn } from '../analysis/behaviour/turn.js';
import type { Host } from '../analysis/program/host.js';
import { typeAt } from '../analysis/program/symbols.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { BulkText, type BulkParts } from './bulk-text.js';
import type { Rewrite, Skip } from './edit.js';
import { fileStyle } from './file-style.js';
import { refuse } from './refuse.js';
import { indentAt } from './reindent.js';
import { notAwaited, readTurn, type Turn } from './turn-parts.js';

/** @returns the edit that replaces a loop, or `Promise.all` around a `map`, by one bulk call. */
export function bulkCall(host: Host, found: EnqueueLoop): Rewrite {
  const { ts } = host;
  const { loop, site } = found;
  if (loop.form === 'for') {
    return refuse(
      loop.node,
      'not-a-list',
      'This loop counts or walks the keys of an object; write it as a for…of over a list.',
    );
  }
  if (loop.form === 'forEach') return notAwaited(site.call);
  const place = loop.form === 'map' ? allOf(host, loop.node) : loop.node;
  if ('skip' in place) return place;
  const turn = readTurn(host, loop, site.call);
  if ('skip' in turn) return turn;
  const parts = partsOf(host, found, turn);
  if ('skip' in parts) return parts;
  const file = site.file;
  const style = fileStyle(ts, file, host.program.getCompilerOptions());
  const start = place.getStart(file);
  const indent = indentAt(file.text, start);
  const text = new BulkText(ts, style, file.text);
  if (loop.form === 'for-of') {
    const wait = `await ${text.call(parts, indent, 'await ;'.length)}${style.semicolon}`;
    return [{ file: file.fileName, start, end: place.end, text: wait }];
  }
  const line = start - (file.text.lastIndexOf('\n', start) + 1) - indent.length;
  return [{ file: file.fileName, start, end: place.end, text: text.call(parts, indent, line + 1) }];
}

/** `Promise.all(list.map(…))`, where nothing but the list is in it. */
function allOf(host: Host, mapped: ts.CallExpression): ts.CallExpression | Skip {
  const { parent } = mapped;
  const shaped =
    host.ts.isCallExpression(parent) && parent.arguments.length === 1 && mapped.arguments.length === 1;
  return shaped
    ? parent
    : unusual(
        mapped,
        'The promises of this list go through a variable; hand the list to Promise.all where it is made.',
      );
}

function partsOf(host: Host, { site, loop, bulk, receiver }: EnqueueLoop, turn: Turn): BulkParts | Skip {
  const { ts } = host;
  const { call } = site;
  const callee = call.expression;
  if (loop.form === 'for' || !ts.isPropertyAccessExpression(callee) || call.typeArguments) {
    return unusual(call, 'This enqueue is written in a way that cannot be taken over into a bulk call.');
  }
  if (dependsOn(host, receiver, loop.node)) {
    return unusual(call, 'The queue is looked up inside the loop; look it up before the loop.');
  }
  const list = listText(host, listOf(host, loop));
  if (typeof list !== 'string') return list;
  const entries = entriesOf(site, bulk);
  if (!entries) return unusual(call, 'The bulk call has no place for an argument of this enqueue.');
  return {
    callee: call.getSourceFile().text.slice(callee.getStart(), callee.name.getStart()) + bulk.member,
    list,
    filter: turn.filter,
    parameters: turn.parameters,
    constants: turn.constants,
    ...entries,
  };
}

/** Where each argument of the single call goes in the bulk call. */
function entriesOf(
  { call, locator }: EnqueueSite,
  bulk: EnqueueLocator,
): Pick<BulkParts, 'before' | 'after' | 'item'> | undefined {
  const item: { name: string | undefined; value: ts.Expression }[] = [];
  const shared = new Map<number, ts.Expression>();
  let listAt = 0;
  let taken = 0;
  for (const part of ['task', 'queueName', 'name', 'payload', 'options'] as const) {
    const where = locator[part];
    const value = where === undefined ? undefined : argumentAt(call, where);
    if (!value) continue;
    taken++;
    const match = /^#(\d+)(\[\](?:\.(\w+))?)?$/u.exec(bulk[part] ?? '');
    if (!match) return undefined;
    if (match[2] === undefined) shared.set(Number(match[1]), value);
    else {
      listAt = Number(match[1]);
      item.push({ name: match[3], value });
    }
  }
  if (taken !== call.arguments.length || item.length === 0) return undefined;
  // An item that is the payload itself has no room for more.
  if (item.length > 1 && item.some(({ name }) => name === undefined)) return undefined;
  const sides = [...shared].sort(([a], [b]) => a - b);
  return {
    item,
    before: sides.filter(([index]) => index < listAt).map(([, value]) => value),
    after: sides.filter(([index]) => index > listAt).map(([, value]) => value),
  };
}

const LISTS: ReadonlySet<string> = new Set(['Set', 'ReadonlySet', 'Map', 'ReadonlyMap']);

/** The list as a text of which `.map` can be read: a set or map is spread, other iterables may be streams. */
function listText(host: Host, list: ts.Expression): string | Skip {
  const { ts, checker } = host;
  const type = typeAt(host, list);
  const text = list.getText();
  if (type && (checker.isArrayType(type) || checker.isTupleType(type))) {
    return isOperand(ts, list) ? text : `(${text})`;
  }
  const symbol = type?.getSymbol();
  const declaration = symbol?.declarations?.[0];
  const known = declaration && host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  if (known === true && LISTS.has(symbol.name)) return `[...${text}]`;
  return refuse(
    list,
    'not-a-list',
    'What this loop walks is not an array, a set or a map by its type, so it may be a stream; collect it into an array first.',
  );
}

/** Whether `.map` may stand right behind an expression. */
function isOperand(compiler: typeof ts, expression: ts.Expression): boolean {
  return (
    compiler.isIdentifier(expression) ||
    compiler.isPropertyAccessExpression(expression) ||
    compiler.isElementAccessExpression(expression) ||
    compiler.isCallExpression(expression) ||
    compiler.isParenthesizedExpression(expression) ||
    compiler.isArrayLiteralExpression(expression) ||
    expression.kind === compiler.SyntaxKind.ThisKeyword
  );
}

function unusual(node: ts.Node, message: string): Skip {
  return refuse(node, 'unusual-shape', message);
}
