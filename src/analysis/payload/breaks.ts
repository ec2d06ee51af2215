/** What goes wrong where code uses plain data as the instance that its type promises. */
import type ts from 'typescript';
import type { Codec, ValueKind } from '../../adapters/codecs.js';
import { declaredBy } from '../program/declared-by.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt, typeAt } from '../program/symbols.js';
import { nameOf } from '../program/value-places.js';
import { kindOfBuiltIn } from './built-ins.js';
import { undelivered, type Undelivered } from './delivered.js';
import type { PayloadPaths } from './payload-path.js';
import { isCallable, isOwn } from './structure.js';
import { argumentOf, memberOn, type Touch } from './touches.js';

/** One use that cannot work. */
export interface Break extends Undelivered {
  /** `throws`: it ends the task. `wrong`: it goes on with something else than what was meant. */
  readonly effect: 'throws' | 'wrong';
  readonly at: ts.Node;
  /** The use, as messages quote it: `getTime()`. */
  readonly use: string;
  /** What a wrong use gives. */
  readonly outcome: string;
  /** Whether it fails for everything that the wire can deliver, and not only for what it makes of the declared kind. */
  readonly always: boolean;
  /** The value has the type only as a whole, and no part of it. */
  readonly member?: string;
}

/** Members that plain data has: whatever is delivered, these may be called. */
const ofObjects: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const ofTexts: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(String.prototype));
const ofPlainData: ReadonlySet<string> = new Set([
  ...ofTexts,
  ...Object.getOwnPropertyNames(Array.prototype),
  ...Object.getOwnPropertyNames(Number.prototype),
]);

/** Kinds that arrive as a text. */
const texts: ReadonlySet<ValueKind> = new Set(['date', 'url', 'self-written']);
const iterables: ReadonlySet<ValueKind> = new Set(['map', 'set', 'bytes', 'typed-array', 'bigint-array']);

/** Properties that only the instance has, by kind. */
const properties: Readonly<Partial<Record<ValueKind, ReadonlySet<string>>>> = {
  map: new Set(['size']),
  set: new Set(['size']),
  bytes: new Set(['length', 'byteLength', 'buffer']),
  'typed-array': new Set(['length', 'byteLength', 'buffer']),
  buffer: new Set(['byteLength']),
  regexp: new Set(['source', 'flags', 'lastIndex']),
  url: new Set(
    'href host hostname pathname search searchParams hash protocol port origin username password'.split(' '),
  ),
};

/** @returns how a touched part of the payload is used as what the wire does not deliver; `undefined` for any other use. */
export function breakOf(host: Host, codec: Codec, touch: Touch, paths: PayloadPaths): Break | undefined {
  const { ts } = host;
  const { node, path } = touch;
  const member = memberOn(ts, node);
  if (member) {
    const found = memberBreak(host, codec, node, member);
    const whole = path.length === 0 && found && codec.whole?.includes(found.kind) === true;
    return whole ? undefined : found;
  }
  const guess = isIterated(ts, node) ?? operatorOf(ts, node) ?? (argumentOf(ts, node) && 'argument');
  if (guess === undefined) return undefined;
  const type = typeAt(host, node);
  const value = type && undelivered(host, codec, type);
  if (!value || (path.length === 0 && codec.whole?.includes(value.kind) === true)) return undefined;
  const found: Found | undefined =
    guess === 'iterated'
      ? iterables.has(value.kind)
        ? { effect: 'throws', at: node, use: 'going through it', always: false }
        : undefined
      : guess === 'argument'
        ? argumentBreak(host, value, node)
        : operatorBreak(host, value, touch, paths);
  return found && { outcome: '', ...value, ...found };
}

type Found = Pick<Break, 'effect' | 'at' | 'use' | 'always'> & { readonly outcome?: string };

/** `for (const x of node)`, `[...node]` */
function isIterated(compiler: typeof ts, node: ts.Expression): 'iterated' | undefined {
  const { parent } = node;
  const loops = compiler.isForOfStatement(parent) && parent.expression === node;
  const spreads = compiler.isSpreadElement(parent) && compiler.isArrayLiteralExpression(parent.parent);
  return loops || spreads ? 'iterated' : undefined;
}

function operatorOf(compiler: typeof ts, node: ts.Expression): 'operator' | undefined {
  const { parent } = node;
  const unary = compiler.isPrefixUnaryExpression(parent) && parent.operator === compiler.SyntaxKind.PlusToken;
  return unary || compiler.isBinaryExpression(parent) ? 'operator' : undefined;
}

function memberBreak(
  host: Host,
  codec: Codec,
  node: ts.Expression,
  { access, name }: NonNullable<ReturnType<typeof memberOn>>,
): Break | undefined {
  const { ts } = host;
  const call = access.parent as ts.Node | undefined;
  const called = call !== undefined && ts.isCallExpression(call) && call.expression === access;
  // `at.getTime?.()` asks first.
  if (called && call.questionDotToken) return undefined;
  if (!called && !Object.values(properties).some((names) => names.has(name))) return undefined;
  const type = typeAt(host, node);
  if (!type) return undefined;
  const value = undelivered(host, codec, type);
  if (!called) {
    if (!value || properties[value.kind]?.has(name) !== true) return undefined;
    const outcome = 'is `undefined`';
    return { ...value, effect: 'wrong', at: access, use: `\`.${name}\``, outcome, always: false };
  }
  if (!value) return functionBreak(host, codec, type, access, name);
  const { kind } = value;
  const use = `\`${name}()\``;
  if (ofObjects.has(name)) {
    const asText = kind === 'bytes' && name === 'toString' && call.arguments.length > 0;
    if (!asText || codec.effects.bytes !== 'changes') return undefined;
    const outcome = 'gives `[object Object]`';
    return { ...value, effect: 'wrong', at: access, use, outcome, always: false };
  }
  if (kind === 'bigint' || (texts.has(kind) && ofTexts.has(name))) return undefined;
  if (kind === 'function') return undefined;
  return { ...value, effect: 'throws', at: access, use, outcome: '', always: !ofPlainData.has(name) };
}

/** `job.data.onDone()`: a function in an object of the program's own is never there. */
function functionBreak(
  host: Host,
  codec: Codec,
  type: ts.Type,
  access: ts.Expression,
  name: string,
): Break | undefined {
  if (codec.effects.function === undefined || ofObjects.has(name) || ofPlainData.has(name)) return undefined;
  const property = guarded(() => host.checker.getPropertyOfType(host.checker.getNonNullableType(type), name));
  const declarations = property?.declarations ?? [];
  if (declarations.length === 0 || !declarations.every((declaration) => isOwn(host, declaration)))
    return undefined;
  // `declare global { interface Array<T> { last(): T } }`
  if (declarations.some((declaration) => isOfPlainData(host, declaration))) return undefined;
  const own = property && guarded(() => host.checker.getTypeOfSymbol(property));
  if (!own || !isCallable(host.checker.getNonNullableType(own))) return undefined;
  return {
    kind: 'function',
    typeText: 'function',
    effect: 'throws',
    at: access,
    use: `\`${name}()\``,
    outcome: '',
    always: true,
    member: name,
  };
}

function isOfPlainData({ ts }: Host, declaration: ts.Declaration): boolean {
  const holder = declaration.parent as ts.Node | undefined;
  return (
    holder !== undefined &&
    ts.isInterfaceDeclaration(holder) &&
    /^(?:Readonly)?(?:Array|String|Number|Boolean|Object)$/u.test(holder.name.text)
  );
}

function argumentBreak(host: Host, { kind }: Undelivered, node: ts.Expression): Found | undefined {
  const found = argumentOf(host.ts, node);
  if (!found || kind !== 'date') return undefined;
  const { call } = found;
  const by = declaredBy(host, nameOf(host.ts, call.expression));
  if (by?.home !== 'lib') return undefined;
  if (by.name === 'Number' && host.ts.isCallExpression(call) && by.owner === undefined)
    return { effect: 'wrong', at: call, use: '`Number()` of it', outcome: 'is `NaN`', always: false };
  const formats = by.owner === 'DateTimeFormat' && by.name.startsWith('format');
  return formats ? { effect: 'throws', at: call, use: `\`${by.name}()\``, always: false } : undefined;
}

function operatorBreak(
  host: Host,
  value: Undelivered,
  { node, place }: Touch,
  paths: PayloadPaths,
): Found | undefined {
  const { ts } = host;
  const { parent } = node;
  if (value.kind === 'date' && ts.isPrefixUnaryExpression(parent))
    return { effect: 'wrong', at: parent, use: '`+` of it', outcome: 'is `NaN`', always: false };
  if (!ts.isBinaryExpression(parent)) return undefined;
  const other = parent.left === node ? parent.right : parent.left;
  const sign = ts.tokenToString(parent.operatorToken.kind) ?? '';
  const type = typeAt(host, other);
  // Two texts of the same form compare as what they stand for.
  if (!type || paths.of({ expression: other, scope: place.scope })) return undefined;
  const at = parent;
  const use = `\`${sign}\``;
  if (value.kind === 'date') {
    const isDate = kindOfBuiltIn(host, host.checker.getNonNullableType(type)) === 'date';
    return isDate && ['<', '>', '<=', '>='].includes(sign)
      ? { effect: 'wrong', at, use, outcome: 'is always false', always: false }
      : undefined;
  }
  if (value.kind !== 'bigint' || (type.flags & ts.TypeFlags.BigIntLike) === 0) return undefined;
  if (['===', '!=='].includes(sign)) {
    const outcome = sign === '===' ? 'is always false' : 'is always true';
    return { effect: 'wrong', at, use, outcome, always: true };
  }
  if (sign === '+' || (sign === '+=' && parent.right === node))
    return { effect: 'wrong', at, use, outcome: 'does not add', always: true };
  const mixes = ['-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '-=', '*=', '/=', '%='];
  return mixes.includes(sign) ? { effect: 'throws', at, use, always: true } : undefined;
}

/** @returns an `instanceof` whose one branch never runs, and nothing else takes care of the value; `undefined` for any other. */
export function deadBranch(host: Host, codec: Codec, { node }: Touch): Break | undefined {
  const { ts } = host;
  const test = node.parent;
  if (!ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword)
    return undefined;
  let outer: ts.Node = test;
  let negated = false;
  while (ts.isParenthesizedExpression(outer.parent) || ts.isPrefixUnaryExpression(outer.parent)) {
    outer = outer.parent;
    if (ts.isPrefixUnaryExpression(outer)) negated = !negated;
  }
  const statement = outer.parent;
  if (!ts.isIfStatement(statement) || statement.expression !== outer || statement.elseStatement)
    return undefined;
  const then = statement.thenStatement;
  const last = ts.isBlock(then) ? then.statements.at(-1) : then;
  const leaves = last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
  // What is returned where it is no instance may be made of what it is.
  if (negated ? !last || !ts.isThrowStatement(last) : leaves) return undefined;
  const type = typeAt(host, node);
  const value = type && undelivered(host, codec, type);
  if (!value || value.kind === 'promise' || value.kind === 'function') return undefined;
  const target = symbolAt(host, nameOf(ts, test.right))?.name ?? 'it';
  const use = `\`instanceof ${target}\``;
  return { ...value, effect: 'wrong', at: test, use, outcome: 'is always false', always: true };
}
