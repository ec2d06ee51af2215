/**
 * Walks a payload as the wire would walk its value, and tells what would throw, get lost or change.
 * The argument's own type is judged, not the queue's: a `Queue<any>` hides nothing.
 */
import type ts from 'typescript';
import { codecOf, type Codec, type CodecId, type Effect, type ValueKind } from '../../adapters/codecs.js';
import { no, unknown, yes, type Answer, type UnknownReason } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { isOpaque, typeAt } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
import { leavesOf, type Leaf } from './expression.js';
import { originOf, type ReceivedParameter } from './flow.js';
import type { PayloadPart } from './part.js';
import { recognise } from './recognise/index.js';
import {
  alternatives,
  classOf,
  elementsOf,
  isBehaviour,
  isCallable,
  isLibraryObject,
  isObjectLike,
  isOwn,
  MAX_DEPTH,
  MAX_NODES,
  pathText,
  presenceOf,
  propertiesOf,
  typeText,
  unbranded,
  type Child,
  type Seat,
} from './structure.js';

/** Most problems that one payload is told. */
export const MAX_PROBLEMS = 5;

/** One value that does not arrive as it was sent. */
export interface PayloadProblem {
  readonly effect: Effect;
  readonly kind: ValueKind;
  /** From the payload's root: `user.createdAt`, `items[].price`; empty for the payload itself. */
  readonly path: string;
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  readonly typeText: string;
  /** The expression whose value, or a part of it, has the problem. */
  readonly expression: ts.Expression | undefined;
  /** Whether that expression has the problem for certain and as a whole: one type, not null, nothing below it. */
  readonly whole: boolean;
}

/** `yes` with the problems, `no` when all of it arrives as sent, `unknown` when a part is out of sight. */
export type PayloadVerdict = Answer<readonly PayloadProblem[]>;

interface Found {
  readonly effect: Effect;
  readonly kind: ValueKind;
  readonly path: string;
  readonly typeText: string;
}

interface TypeVerdict {
  readonly found: readonly Found[];
  readonly open: UnknownReason | undefined;
}

/**
 * @param received tells parameters that hold a task's payload: what came off the wire is plain data, whatever its type says
 * @returns what the wire does to a payload part
 */
export function walkPayload(
  host: Host,
  part: PayloadPart,
  codec: CodecId,
  received?: ReceivedParameter,
): PayloadVerdict {
  const wire = codecOf(codec);
  const problems: PayloadProblem[] = [];
  let open: UnknownReason | undefined;
  for (const leaf of leavesOf(host, part)) {
    const origin = leaf.expression && originOf(host, leaf.expression, received);
    if (origin === 'untyped') open ??= 'any type';
    if (origin) continue;
    const verdict = walkLeaf(host, leaf, wire);
    open ??= verdict.open;
    const whole = leaf.path === '' && part.path.length === 0;
    for (const found of verdict.found) {
      if (whole && found.path === '' && wire.whole?.includes(found.kind) === true) continue;
      problems.push({
        ...found,
        path: pathText(leaf.path + found.path),
        node: leaf.node,
        expression: leaf.expression,
        whole: found.path === '' && !leaf.spread && alternatives(host, leaf.type).length === 1,
      });
    }
  }
  if (problems.length > 0) return yes(problems.slice(0, MAX_PROBLEMS));
  return open ? unknown(open) : no;
}

function walkLeaf(host: Host, leaf: Leaf, codec: Codec): TypeVerdict {
  const simple = (kind: ValueKind): TypeVerdict => {
    const effect = codec.effects[kind];
    const found = effect ? [{ effect, kind, path: '', typeText: typeText(host, leaf.type) }] : [];
    return { found, open: undefined };
  };
  if (leaf.symbolKey) return simple('symbol-key');
  if (leaf.expression && isNotFinite(host, leaf.expression)) return simple('nan');
  // Of a spread only the own properties are copied; methods are gone before the wire sees them.
  if (leaf.changed) return { found: [], open: 'dynamic value' };
  if (leaf.spread) return new Walker(host, codec, leaf.overridden).spread(leaf.type);
  if (leaf.overridden.size > 0) return new Walker(host, codec, leaf.overridden).whole(leaf.type, leaf.seat);
  return walkType(host, leaf.type, codec, leaf.seat);
}

/** The only way to see NaN and Infinity: their type is `number`. */
function isNotFinite(host: Host, expression: ts.Expression): boolean {
  const { ts } = host;
  if (ts.isPrefixUnaryExpression(expression)) return isNotFinite(host, expression.operand);
  if (ts.isIdentifier(expression)) {
    if (expression.text !== 'NaN' && expression.text !== 'Infinity') return false;
    return isNumber(host, expression);
  }
  return (
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'Number' &&
    ['NaN', 'POSITIVE_INFINITY', 'NEGATIVE_INFINITY'].includes(expression.name.text)
  );
}

function isNumber(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && (type.flags & host.ts.TypeFlags.NumberLike) !== 0;
}

const cache = new WeakMap<ts.Program, Map<string, WeakMap<ts.Type, TypeVerdict>>>();

/** Verdict on a type alone; cached, since the same payload types are sent from many places. */
function walkType(host: Host, type: ts.Type, codec: Codec, seat: Seat): TypeVerdict {
  let byCodec = cache.get(host.program);
  if (!byCodec) cache.set(host.program, (byCodec = new Map<string, WeakMap<ts.Type, TypeVerdict>>()));
  const key = `${codec.id} ${seat}`;
  let byType = byCodec.get(key);
  if (!byType) byCodec.set(key, (byType = new WeakMap()));
  let verdict = byType.get(type);
  if (!verdict) byType.set(type, (verdict = new Walker(host, codec).whole(type, seat)));
  return verdict;
}

/** Values that are put into an optional property to be sent; a function or a client is there for other reasons. */
const dataKinds: ReadonlySet<ValueKind> = new Set(['bigint', 'date', 'map', 'set', 'bytes', 'self-written']);

function isNothing(host: Host, type: ts.Type): boolean {
  const { Undefined, Null, Void, Never } = host.ts.TypeFlags;
  return (type.flags & (Undefined | Null | Void | Never)) !== 0;
}

class Walker {
  readonly #host: Host;
  readonly #codec: Codec;
  readonly #found: Found[] = [];
  readonly #stack: ts.Type[] = [];
  /** Properties of the root that are not sent from here. */
  readonly #overridden: ReadonlySet<string>;
  #open: UnknownReason | undefined;
  #nodes = 0;

  constructor(host: Host, codec: Codec, overridden: ReadonlySet<string> = new Set()) {
    this.#host = host;
    this.#codec = codec;
    this.#overridden = overridden;
  }

  whole(type: ts.Type, seat: Seat): TypeVerdict {
    this.#value(type, '', seat);
    return { found: this.#found, open: this.#open };
  }

  spread(type: ts.Type): TypeVerdict {
    for (const option of alternatives(this.#host, type)) {
      if (isOpaque(this.#host, option)) this.#open ??= 'any type';
      if (!isObjectLike(this.#host, option) || this.#isEntity(option)) continue;
      if (elementsOf(this.#host, option) || kindOfBuiltIn(this.#host, option)) continue;
      this.#stack.push(option);
      const children = propertiesOf(this.#host, option);
      this.#children(
        children.filter(({ symbol }) => !symbol || !isBehaviour(this.#host, symbol)),
        '',
      );
      this.#stack.pop();
    }
    return { found: this.#found, open: this.#open };
  }

  #value(type: ts.Type, path: string, seat: Seat): void {
    if (this.#found.length >= MAX_PROBLEMS) return;
    const before = this.#found.length;
    let harmless = false;
    for (const option of alternatives(this.#host, type)) {
      const already = this.#found.length;
      this.#option(unbranded(this.#host, option), path, seat);
      harmless ||= this.#found.length === already && !isNothing(this.#host, option);
    }
    // `Date | string`: which of them is sent cannot be told from the type.
    if (harmless && this.#found.length > before) this.#withdraw(before, () => false);
  }

  /** Takes back what was found since, but for what is certain all the same. */
  #withdraw(since: number, keeps: (found: Found) => boolean): void {
    const taken = this.#found.splice(since);
    this.#found.push(...taken.filter(keeps));
    if (this.#found.length < since + taken.length) this.#open ??= 'dynamic value';
  }

  #option(type: ts.Type, path: string, seat: Seat): void {
    const { TypeFlags } = this.#host.ts;
    const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
    if (is(TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive)) this.#open ??= 'any type';
    else if (is(TypeFlags.BigIntLike)) this.#report('bigint', path, type);
    else if (is(TypeFlags.ESSymbolLike)) this.#report('symbol', path, type);
    else if (is(TypeFlags.Undefined | TypeFlags.Void)) {
      if (seat === 'element') this.#report('undefined-element', path, type);
    } else if (is(TypeFlags.Object | TypeFlags.Intersection)) this.#object(type, path);
    else if (is(TypeFlags.Instantiable) && !is(TypeFlags.StringLike | TypeFlags.Index))
      this.#open ??= 'any type';
  }

  #object(type: ts.Type, path: string): void {
    // A type inside itself is a tree; that it may hold a cycle at run time cannot be told from types.
    if (this.#stack.includes(type)) return;
    if (this.#stack.length >= MAX_DEPTH || ++this.#nodes > MAX_NODES) {
      this.#open ??= 'budget spent';
      return;
    }
    this.#stack.push(type);
    this.#known(type, path);
    this.#stack.pop();
  }

  #known(type: ts.Type, path: string): void {
    const host = this.#host;
    const elements = elementsOf(host, type);
    if (elements) {
      this.#children(elements, path);
      return;
    }
    if (this.#isEntity(type)) return;
    if (isCallable(type)) {
      this.#report('function', path, type);
      return;
    }
    const builtIn = kindOfBuiltIn(host, type);
    if (builtIn === 'lax') this.#open ??= 'any type';
    else if (builtIn !== undefined) this.#report(builtIn, path, type);
    else if (this.#codec.toJSON && host.checker.getPropertyOfType(type, 'toJSON'))
      this.#selfWritten(type, path);
    else if (!this.#isOwnClass(type) && isLibraryObject(host, type)) this.#libraryObject(type, path);
    else this.#ownObject(type, path);
  }

  /**
   * `toJSON` decides what is written. Its type is not always true (overloads, generics, ORM base classes), so only a
   * single plain signature is believed. One that returns an object is its author's decision: only the object is judged.
   */
  #selfWritten(type: ts.Type, path: string): void {
    const host = this.#host;
    const method = host.checker.getPropertyOfType(type, 'toJSON');
    const signatures = method ? host.checker.getTypeOfSymbol(method).getCallSignatures() : [];
    const signature = signatures[0];
    const returned = signature && host.checker.getReturnTypeOfSignature(signature);
    if (!returned || signatures.length > 1 || signature.getTypeParameters() || isOpaque(host, returned)) {
      this.#open ??= 'out of sight';
      return;
    }
    const options = alternatives(host, returned);
    const own = method?.declarations?.every((declaration) => isOwn(host, declaration)) === true;
    if (options.every((option) => !isObjectLike(host, option))) this.#report('self-written', path, type);
    else if (!own) this.#open ??= 'out of sight';
    else for (const child of options) this.#value(child, path, 'property');
  }

  #isOwnClass(type: ts.Type): boolean {
    const declaration = classOf(this.#host, type);
    return declaration !== undefined && isOwn(this.#host, declaration);
  }

  #libraryObject(type: ts.Type, path: string): void {
    // A library's class is an instance for certain; its interface may stand for a plain object.
    if (this.#codec.effects['fields-class'] && classOf(this.#host, type))
      this.#report('fields-class', path, type);
    else this.#open ??= 'out of sight';
  }

  #ownObject(type: ts.Type, path: string): void {
    const host = this.#host;
    const children = propertiesOf(host, type);
    const fields: Child[] = [];
    const instance = classOf(host, type) !== undefined;
    let behaves = false;
    for (const child of children) {
      const declaration = child.symbol?.declarations?.[0];
      // Through `Omit`, `Readonly` and spreads of types a method keeps its declaration, not its flag.
      if (!child.symbol || !declaration || !isBehaviour(host, child.symbol)) fields.push(child);
      else if (!isOwn(host, declaration)) this.#open ??= 'out of sight';
      else if (!host.ts.isClassLike(declaration.parent)) fields.push(child);
      else if (instance) behaves = true;
      // `Pick<C, …>` takes a plain object too.
      else this.#open ??= 'dynamic value';
    }
    if (behaves) this.#report('class', path, type);
    else if (instance) this.#report('fields-class', path, type);
    else if (
      children.length === 0 &&
      !type.getSymbol()?.declarations?.some((d) => host.ts.isObjectLiteralExpression(d))
    ) {
      // `{}` takes anything but null and undefined.
      this.#open ??= 'any type';
    }
    this.#children(fields, path);
  }

  #children(children: readonly Child[], path: string): void {
    for (const child of children) {
      if (path === '' && child.symbol && this.#overridden.has(child.symbol.name)) continue;
      const before = this.#found.length;
      const at = path + child.suffix;
      this.#value(child.type, at, child.seat);
      const presence = child.symbol && presenceOf(this.#host, child.symbol);
      if (presence === undefined || presence === 'certain') continue;
      // What may be absent is not proven to be sent. A payload's own `at?: Date` says that dates are, now and then.
      this.#withdraw(
        before,
        (found) => presence === 'declared' && found.path === at && dataKinds.has(found.kind),
      );
    }
  }

  /** Entities are reported once, as entities. */
  #isEntity(type: ts.Type): boolean {
    const shape = recognise(this.#host, type)?.shape;
    return shape !== undefined && shape !== 'input' && shape !== 'partial' && shape !== 'key-only';
  }

  #report(kind: ValueKind, path: string, type: ts.Type): void {
    const effect = this.#codec.effects[kind];
    if (!effect || this.#found.some((found) => found.path === path && found.kind === kind)) return;
    this.#found.push({ effect, kind, path, typeText: typeText(this.#host, type) });
  }
}
