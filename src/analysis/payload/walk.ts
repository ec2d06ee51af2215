/**
 * Walks a payload as the wire would walk its value, and tells what would throw, get lost or change.
 * The argument's own type is judged, not the queue's: a `Queue<any>` hides nothing.
 */
import type ts from 'typescript';
import { codecOf, type Codec, type Effect, type ValueKind } from '../../adapters/codecs.js';
import type { CodecId } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer, type UnknownReason } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { isOpaque, typeAt } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
import { leavesOf, type Leaf } from './expression.js';
import { isReceived, type ReceivedParameter } from './flow.js';
import type { PayloadPart } from './part.js';
import { recognise } from './recognise.js';
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
    if (leaf.expression && isReceived(host, leaf.expression, received)) continue;
    const verdict = walkLeaf(host, leaf, wire);
    open ??= verdict.open;
    for (const found of verdict.found) {
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
  if (leaf.spread) return new Walker(host, codec).spread(leaf.type, leaf.overridden);
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

class Walker {
  readonly #host: Host;
  readonly #codec: Codec;
  readonly #found: Found[] = [];
  readonly #stack: ts.Type[] = [];
  #open: UnknownReason | undefined;
  #nodes = 0;

  constructor(host: Host, codec: Codec) {
    this.#host = host;
    this.#codec = codec;
  }

  whole(type: ts.Type, seat: Seat): TypeVerdict {
    this.#value(type, '', seat);
    return { found: this.#found, open: this.#open };
  }

  spread(type: ts.Type, overridden: ReadonlySet<string>): TypeVerdict {
    for (const option of alternatives(this.#host, type)) {
      if (isOpaque(this.#host, option)) this.#open ??= 'any type';
      if (!isObjectLike(this.#host, option) || this.#isEntity(option)) continue;
      if (elementsOf(this.#host, option) || kindOfBuiltIn(this.#host, option)) continue;
      this.#stack.push(option);
      for (const child of propertiesOf(this.#host, option)) {
        if (child.symbol && (overridden.has(child.symbol.name) || isBehaviour(this.#host, child.symbol)))
          continue;
        this.#value(child.type, child.suffix, child.seat);
      }
      this.#stack.pop();
    }
    return { found: this.#found, open: this.#open };
  }

  #value(type: ts.Type, path: string, seat: Seat): void {
    for (const option of alternatives(this.#host, type)) {
      if (this.#found.length >= MAX_PROBLEMS) return;
      this.#option(unbranded(this.#host, option), path, seat);
    }
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
    let behaves = false;
    for (const child of children) {
      const declaration = child.symbol?.declarations?.[0];
      // Through `Omit`, `Readonly` and spreads of types a method keeps its declaration, not its flag.
      if (!child.symbol || !declaration || !isBehaviour(host, child.symbol)) fields.push(child);
      else if (!isOwn(host, declaration)) this.#open ??= 'out of sight';
      else if (host.ts.isClassLike(declaration.parent)) behaves = true;
      else fields.push(child);
    }
    if (behaves) this.#report('class', path, type);
    else if (classOf(host, type)) this.#report('fields-class', path, type);
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
    for (const child of children) this.#value(child.type, path + child.suffix, child.seat);
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
