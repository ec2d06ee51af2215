/** Walks one type as a wire would walk a value of it, within a budget. */
import type ts from 'typescript';
import type { Codec, Effect, ValueKind } from '../../adapters/codecs.js';
import type { UnknownReason } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { isOpaque } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
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
  isTooMany,
  MAX_DEPTH,
  MAX_NODES,
  MAX_VALUES,
  presenceOf,
  propertiesOf,
  typeText,
  unbranded,
  type Child,
  type Seat,
} from './structure.js';

/** Most problems that one payload is told. */
export const MAX_PROBLEMS = 5;
/** How many objects more are looked at then, for one that throws. */
const AFTERWARDS = 20;

/** One part of a type that does not arrive as it was sent; see `PayloadProblem`. */
export interface Found {
  readonly effect: Effect;
  readonly kind: ValueKind;
  readonly path: string;
  readonly typeText: string;
  readonly adds: boolean;
}

/** All that is known of a type. */
export interface TypeVerdict {
  readonly found: readonly Found[];
  readonly open: UnknownReason | undefined;
}

/** Values that are put into an optional property to be sent; a function or a client is there for other reasons. */
const dataKinds: ReadonlySet<ValueKind> = new Set([
  'bigint',
  'date',
  'map',
  'set',
  'bytes',
  'typed-array',
  'bigint-array',
  'url',
  'self-written',
]);

/** Built-ins that are objects to a wire that does not know them: what a class adds to them is written. */
const bearers: ReadonlySet<ValueKind> = new Set([
  'map',
  'set',
  'promise',
  'error',
  'regexp',
  'buffer',
  'built-in',
]);

function isNothing(host: Host, type: ts.Type): boolean {
  const { Undefined, Null, Void, Never } = host.ts.TypeFlags;
  return (type.flags & (Undefined | Null | Void | Never)) !== 0;
}

/** A method of an interface or of a written object is a function whatever its signature is. */
function isMethod({ ts }: Host, { symbol }: Child): boolean {
  const declaration = symbol?.declarations?.[0];
  if (declaration === undefined || symbol === undefined) return false;
  // What a mapped type makes of a method may be anything.
  if ((symbol.flags & ts.SymbolFlags.Method) === 0) return false;
  return ts.isMethodSignature(declaration) || ts.isObjectLiteralExpression(declaration.parent);
}

/** One walk; a new one is made for every type. */
export class Walker {
  readonly #host: Host;
  readonly #codec: Codec;
  #found: Found[] = [];
  readonly #stack: ts.Type[] = [];
  /** Properties of the root that are not sent from here. */
  readonly #overridden: ReadonlySet<string>;
  #open: UnknownReason | undefined;
  #nodes = 0;
  #values = 0;
  /** How many problems stand, and how many objects were looked at when they were as many as are told. */
  #standing = 0;
  #full: number | undefined;

  constructor(host: Host, codec: Codec, overridden: ReadonlySet<string> = new Set()) {
    this.#host = host;
    this.#codec = codec;
    this.#overridden = overridden;
  }

  /** How much of the budget is spent: objects, and values of any type. */
  get spent(): { readonly nodes: number; readonly values: number } {
    return { nodes: this.#nodes, values: this.#values };
  }

  /** @returns what becomes of a value of this type. */
  whole(type: ts.Type, seat: Seat): TypeVerdict {
    this.#value(type, '', seat);
    return { found: this.#found, open: this.#open };
  }

  /** @returns what becomes of the properties that are copied out of a value of this type. */
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

  /** @param written what `toJSON` gave: a wire does not ask it for `toJSON` again */
  #value(type: ts.Type, path: string, seat: Seat, written = false): void {
    if (this.#isSpent()) return;
    this.#values++;
    if (isTooMany(this.#host, type)) {
      this.#open ??= 'budget spent';
      return;
    }
    const before = this.#found;
    const inside: Found[] = [];
    let harmless = false;
    for (const option of alternatives(this.#host, type)) {
      this.#found = [];
      this.#option(unbranded(this.#host, option), path, seat, written);
      harmless ||= this.#found.length === 0 && !isNothing(this.#host, option);
      inside.push(...this.#found);
    }
    this.#found = before;
    // `Date | string`: which of them is sent cannot be told from the type.
    if (harmless && inside.length > 0) {
      this.#open ??= 'dynamic value';
      this.#standing -= inside.length;
    } else for (const found of inside) this.#add(found);
  }

  #isSpent(): boolean {
    const spent =
      this.#values >= MAX_VALUES ||
      this.#nodes >= MAX_NODES ||
      (this.#full !== undefined && this.#nodes > this.#full + AFTERWARDS);
    if (spent) this.#open ??= 'budget spent';
    return spent;
  }

  /** Takes back what was found since, but for what is certain all the same. */
  #withdraw(since: number, keeps: (found: Found) => boolean): void {
    const taken = this.#found.splice(since);
    this.#found.push(...taken.filter(keeps));
    const gone = since + taken.length - this.#found.length;
    if (gone > 0) this.#open ??= 'dynamic value';
    this.#standing -= gone;
    if (this.#standing < MAX_PROBLEMS) this.#full = undefined;
  }

  #option(type: ts.Type, path: string, seat: Seat, written: boolean): void {
    const { TypeFlags } = this.#host.ts;
    const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
    if (is(TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive)) this.#open ??= 'any type';
    else if (is(TypeFlags.BigIntLike)) this.#report('bigint', path, type);
    else if (is(TypeFlags.ESSymbolLike)) this.#report('symbol', path, type);
    else if (is(TypeFlags.Undefined | TypeFlags.Void)) {
      if (seat === 'element') this.#report('undefined-element', path, type);
    } else if (is(TypeFlags.Object | TypeFlags.Intersection)) this.#object(type, path, written);
    else if (is(TypeFlags.Instantiable) && !is(TypeFlags.StringLike | TypeFlags.Index))
      this.#open ??= 'any type';
  }

  #object(type: ts.Type, path: string, written: boolean): void {
    // A type inside itself is a tree; that it may hold a cycle at run time cannot be told from types.
    if (this.#stack.includes(type) && !written) return;
    if (this.#stack.length >= MAX_DEPTH) this.#open ??= 'budget spent';
    if (this.#stack.length >= MAX_DEPTH || this.#isSpent()) return;
    this.#nodes++;
    this.#stack.push(type);
    this.#known(type, path, written);
    this.#stack.pop();
  }

  #known(type: ts.Type, path: string, written: boolean): void {
    const host = this.#host;
    const elements = elementsOf(host, type);
    if (elements) {
      // What a class adds to an array is not sent.
      if (this.#isOwnClass(type)) this.#open ??= 'out of sight';
      this.#children(elements, path);
      return;
    }
    if (this.#isEntity(type)) return;
    if (isCallable(type)) {
      this.#report('function', path, type);
      return;
    }
    const builtIn = kindOfBuiltIn(host, type);
    const method = this.#codec.toJSON && !written ? this.#toJSON(type) : undefined;
    if (builtIn === 'lax') this.#open ??= 'any type';
    else if (builtIn !== undefined) {
      if (method?.declarations?.some((declaration) => isOwn(host, declaration)) !== true)
        this.#builtIn(builtIn, type, path, written);
      // A wire that knows the built-in does not ask.
      else if (this.#codec.effects[builtIn]) this.#selfWritten(method, type, path);
      else this.#open ??= 'out of sight';
    } else if (method) this.#selfWritten(method, type, path);
    else if (!this.#isOwnClass(type) && isLibraryObject(host, type)) this.#libraryObject(type, path);
    else this.#ownObject(type, path, written);
  }

  /** A built-in, or a class or intersection that adds to one. */
  #builtIn(kind: ValueKind, type: ts.Type, path: string, written: boolean): void {
    const host = this.#host;
    if (written && (kind === 'date' || kind === 'url')) {
      // Of these only `toJSON` makes a text.
      if (this.#codec.effects.date) this.#report('built-in', path, type);
      else this.#open ??= 'out of sight';
      return;
    }
    const added = bearers.has(kind)
      ? propertiesOf(host, type).filter(({ symbol }) => symbol?.declarations?.some((d) => isOwn(host, d)))
      : [];
    const effect = this.#codec.effects[kind];
    if (added.length > 0 && this.#codec.effects.class && effect !== 'loses' && effect !== 'throws') {
      // The wire knows the built-in; what is added to it may be lost.
      this.#open ??= 'out of sight';
      return;
    }
    const fields = added.filter(({ symbol }) => symbol && !isBehaviour(host, symbol));
    this.#report(kind, path, type, fields.length > 0);
    if (effect === 'loses') this.#children(fields, path);
  }

  #toJSON(type: ts.Type): ts.Symbol | undefined {
    const member = this.#host.checker.getPropertyOfType(type, 'toJSON');
    if (!member) return undefined;
    const given = this.#host.checker.getTypeOfSymbol(member);
    // A text or number of that name is data.
    const { StringLike, NumberLike, BooleanLike } = this.#host.ts.TypeFlags;
    return (given.flags & (StringLike | NumberLike | BooleanLike)) === 0 ? member : undefined;
  }

  /**
   * `toJSON` decides what is written. Its type is not always true (overloads, generics, ORM base classes), so only a
   * single plain signature is believed. One that returns an object is its author's decision: only the object is judged.
   */
  #selfWritten(method: ts.Symbol, type: ts.Type, path: string): void {
    const host = this.#host;
    const signatures = host.checker.getTypeOfSymbol(method).getCallSignatures();
    const signature = signatures[0];
    const returned = signature && host.checker.getReturnTypeOfSignature(signature);
    if (!returned || signatures.length > 1 || signature.getTypeParameters() || isOpaque(host, returned)) {
      this.#open ??= 'out of sight';
      return;
    }
    const options = alternatives(host, returned).filter((option) => !isNothing(host, option));
    const own = method.declarations?.every((declaration) => isOwn(host, declaration)) === true;
    if (options.length > 0 && options.every((option) => this.#isPlain(option)))
      this.#report('self-written', path, type);
    else if (!own && options.some((option) => isObjectLike(host, option))) this.#open ??= 'out of sight';
    else this.#value(returned, path, 'property', true);
  }

  /** A text, a number or a boolean. */
  #isPlain(type: ts.Type): boolean {
    const { StringLike, NumberLike, BooleanLike } = this.#host.ts.TypeFlags;
    return (unbranded(this.#host, type).flags & (StringLike | NumberLike | BooleanLike)) !== 0;
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

  #ownObject(type: ts.Type, path: string, written: boolean): void {
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
    if (instance) {
      // The author of `toJSON` knows what of it is written.
      if (!written) this.#report(behaves ? 'class' : 'fields-class', path, type);
    } else if (
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
      if (this.#isSpent()) return;
      if (path === '' && child.symbol && this.#overridden.has(child.symbol.name)) continue;
      const before = this.#found.length;
      const at = path + child.suffix;
      if (isMethod(this.#host, child)) this.#report('function', at, child);
      else this.#value(child.type, at, child.seat);
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

  /** @param of a type, or what has one: its text is made for the few that are told */
  #report(kind: ValueKind, path: string, of: ts.Type | Child, adds = false): void {
    const effect = this.#codec.effects[kind];
    if (this.#codec.open?.includes(kind)) this.#open ??= 'out of sight';
    if (!effect) return;
    const host = this.#host;
    if (++this.#standing === MAX_PROBLEMS) this.#full ??= this.#nodes;
    this.#add({
      effect,
      kind,
      path,
      get typeText() {
        return typeText(host, 'suffix' in of ? of.type : of);
      },
      adds,
    });
  }

  /** As many of each effect: what throws is told before what changes. */
  #add(found: Found): void {
    if (this.#found.filter(({ effect }) => effect === found.effect).length >= MAX_PROBLEMS) return;
    if (this.#found.some(({ path, kind }) => path === found.path && kind === found.kind)) this.#standing--;
    else this.#found.push(found);
  }
}
