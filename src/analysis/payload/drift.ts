/**
 * Where a payload, as the wire delivers it, cannot be what a worker declares. Compared property by property; whatever is
 * open on either side fits.
 */
import type ts from 'typescript';
import { codecOf, type Codec, type CodecId } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { guarded, isOpaque } from '../program/symbols.js';
import { arrivalOf, type ArrivingKind } from './arrival.js';
import { originOf, type ReceivedParameter } from './flow.js';
import type { PayloadPart } from './part.js';
import { literalObject, SentShapes, type Sent, type Shape } from './sent-shape.js';
import {
  alternatives,
  elementsOf,
  isBehaviour,
  isCallable,
  isObjectLike,
  MAX_ALTERNATIVES,
  MAX_DEPTH,
  MAX_NODES,
  pathText,
  presenceOf,
  suffixOf,
  typeText,
  unbranded,
} from './structure.js';

/** One place where the two sides cannot both be right. */
export interface Drift {
  /** `missing`: a required property is not sent. `literal`: a text or number that is not among the declared ones. */
  readonly kind: 'kind' | 'missing' | 'literal';
  /** From the payload's root: `user.id`, `items[].price`; empty for the payload itself. */
  readonly path: string;
  /** First name of the path. */
  readonly property: string | undefined;
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  /** Type that is sent, as it arrives. */
  readonly sent: string;
  readonly declared: string;
}

/** What is compared beside the types. */
export interface DriftContext {
  readonly codec: CodecId;
  /** Nothing else adds properties to what the part sends. */
  readonly whole: boolean;
  readonly received: ReceivedParameter;
}

/** @returns where a part of a payload cannot be what is declared; empty when it fits or when that is open. */
export function driftsOf(
  host: Host,
  part: PayloadPart,
  declared: ts.Type,
  context: DriftContext,
): readonly Drift[] {
  if (part.type === declared) return [];
  let at: ts.Type | undefined = declared;
  for (const name of part.path) at = at && onlyProperty(host, at, name);
  if (!at) return [];
  const sent = { type: part.type, expression: part.expression, node: part.node, without: part.without };
  return new Comparison(host, context).compare(sent, at, part.path.map(suffixOf).join(''), 0);
}

/** Type of a property where the type is one object and not a choice between several. */
function onlyProperty(host: Host, type: ts.Type, name: string): ts.Type | undefined {
  const objects = alternatives(host, type).filter((option) => !isNothing(host, option));
  const property =
    objects[0] && objects.length === 1 ? host.checker.getPropertyOfType(objects[0], name) : undefined;
  return property && guarded(() => host.checker.getTypeOfSymbol(property));
}

class Comparison {
  readonly #host: Host;
  readonly #codec: Codec;
  readonly #context: DriftContext;
  readonly #shapes: SentShapes;
  #nodes = 0;

  constructor(host: Host, context: DriftContext) {
    this.#host = host;
    this.#codec = codecOf(context.codec);
    this.#context = context;
    this.#shapes = new SentShapes(host, context.codec, context.received);
  }

  compare(sent: Sent, declared: ts.Type, path: string, depth: number): readonly Drift[] {
    if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return [];
    const wanted = this.#options(declared);
    if (!wanted || wanted.length === 0) return [];
    const literal = sent.expression && literalObject(this.#host, sent.expression);
    if (literal) {
      const shape = this.#shapes.ofLiteral(literal, sent.without);
      if (isAssignable(this.#host, sent.type, declared)) return [];
      return this.#best(
        wanted.map((option) => this.#againstShape(shape, sent, option, path, depth)),
        sent,
        declared,
        path,
      );
    }
    if (sent.expression && originOf(this.#host, sent.expression, this.#context.received)) return [];
    const given = this.#options(sent.type);
    if (!given || given.length === 0 || isAssignable(this.#host, sent.type, declared)) return [];
    let first: readonly Drift[] | undefined;
    for (const option of given) {
      const found = this.#best(
        wanted.map((other) => this.#pair({ ...sent, type: option }, other, path, depth)),
        sent,
        declared,
        path,
      );
      if (found.length === 0) return [];
      first ??= found;
    }
    return first ?? [];
  }

  /** Members of a type that are not nothing; `undefined` when the type is open. */
  #options(type: ts.Type): readonly ts.Type[] | undefined {
    const { TypeFlags } = this.#host.ts;
    const parts = type.isUnion() ? type.types : [type];
    if (parts.length > MAX_ALTERNATIVES && parts.some((part) => isObjectLike(this.#host, part)))
      return undefined;
    const isOpen = (part: ts.Type): boolean => {
      if ((part.flags & (TypeFlags.StringLike | TypeFlags.Index)) !== 0) return false;
      return (
        (part.flags &
          (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive | TypeFlags.Instantiable)) !==
        0
      );
    };
    if (parts.some(isOpen)) return undefined;
    return parts.filter((part) => !isNothing(this.#host, part)).map((part) => unbranded(this.#host, part));
  }

  /** Against a choice of types: fits one of them, or is like none. */
  #best(tries: readonly (readonly Drift[])[], sent: Sent, declared: ts.Type, path: string): readonly Drift[] {
    if (tries.some((found) => found.length === 0)) return [];
    // Of a discriminated union, the member that the discriminant picks.
    const near = tries.filter((found) => found.every(({ kind }) => kind !== 'literal'));
    const [only, ...more] = tries.length === 1 ? tries : near;
    if (only && more.length === 0) return only;
    const kind = tries.every((found) =>
      found.every((drift) => drift.kind === 'literal' && drift.path === pathText(path)),
    )
      ? 'literal'
      : 'kind';
    return [this.#drift(kind, path, sent.node, typeText(this.#host, this.#shown(sent)), declared)];
  }

  #drift(kind: Drift['kind'], path: string, node: ts.Node, sent: string, declared: ts.Type): Drift {
    const text = pathText(path);
    const property = /^[^.[]+/u.exec(text)?.[0];
    return {
      kind,
      path: text,
      property,
      node,
      sent,
      declared: typeText(this.#host, this.#without(declared)),
    };
  }

  /** A declared type without `undefined`, which is never what is wrong. */
  #without(type: ts.Type): ts.Type {
    return guarded(() => this.#host.checker.getNonNullableType(type)) ?? type;
  }

  #shown(sent: Sent): ts.Type {
    const { checker } = this.#host;
    const type = this.#without(sent.type);
    return this.#host.ts.isStringLiteralLike(sent.node)
      ? type
      : (guarded(() => checker.getBaseTypeOfLiteralType(type)) ?? type);
  }

  #pair(sent: Sent, declared: ts.Type, path: string, depth: number): readonly Drift[] {
    const arrives = arrivalOf(this.#host, this.#codec, sent.type);
    const wanted = arrives && this.#kind(declared);
    if (!arrives || !wanted) return [];
    const differs = (text: string): readonly Drift[] => [
      this.#drift('kind', path, sent.node, text, declared),
    ];
    if (arrives === 'text') {
      const fits = wanted === 'string' || (wanted === 'object' && this.#required(declared).length === 0);
      return fits ? [] : differs(`${this.#instance(sent)}, which arrives as a string,`);
    }
    if (arrives === 'instance') {
      const fits = wanted === 'array' || wanted === 'object';
      return fits ? [] : differs(`${this.#instance(sent)}, which arrives as it is,`);
    }
    if (arrives !== wanted) {
      const known = arrives !== 'object' || this.#shapes.ofType(sent).closed;
      const needs = wanted !== 'object' || arrives !== 'array' || this.#required(declared).length > 0;
      return known && needs ? differs(typeText(this.#host, this.#shown(sent))) : [];
    }
    if (arrives === 'array') return this.#elements(sent, declared, path, depth);
    if (arrives === 'object')
      return this.#againstShape(this.#shapes.ofType(sent), sent, declared, path, depth);
    return this.#literals(sent, declared, path);
  }

  #instance(sent: Sent): string {
    const text = typeText(this.#host, this.#without(sent.type));
    return `${/^[AEIOU]/u.test(text) ? 'an' : 'a'} ${text}`;
  }

  #literals(sent: Sent, declared: ts.Type, path: string): readonly Drift[] {
    const isLiteral = (type: ts.Type): type is ts.LiteralType =>
      type.isStringLiteral() || type.isNumberLiteral();
    if (!isLiteral(sent.type) || !isLiteral(declared) || sent.type.value === declared.value) return [];
    return [this.#drift('literal', path, sent.node, typeText(this.#host, sent.type), declared)];
  }

  /** The kind that a worker declares; `undefined` when that is open or nothing that a wire delivers. */
  #kind(type: ts.Type): ArrivingKind | undefined {
    const kind = arrivalOf(this.#host, this.#codec, type);
    if (kind !== 'object') return kind === 'text' || kind === 'instance' ? undefined : kind;
    const { checker } = this.#host;
    const empty =
      checker.getPropertiesOfType(type).length === 0 && checker.getIndexInfosOfType(type).length === 0;
    return empty ? undefined : kind;
  }

  #elements(sent: Sent, declared: ts.Type, path: string, depth: number): readonly Drift[] {
    const wanted = elementsOf(this.#host, declared);
    const given = elementsOf(this.#host, sent.type);
    const [element] = wanted ?? [];
    if (
      !element ||
      wanted?.length !== 1 ||
      element.suffix !== '[]' ||
      given?.length !== 1 ||
      given[0]?.suffix !== '[]'
    )
      return [];
    const item = { type: given[0].type, expression: undefined, node: sent.node };
    return this.compare(item, element.type, `${path}[]`, depth + 1);
  }

  #againstShape(shape: Shape, at: Sent, declared: ts.Type, path: string, depth: number): readonly Drift[] {
    const { checker } = this.#host;
    if (this.#kind(declared) !== 'object') {
      const other = this.#kind(declared);
      const text = typeText(this.#host, at.type);
      return other && shape.closed ? [this.#drift('kind', path, at.node, text, declared)] : [];
    }
    const found: Drift[] = [];
    const required = new Set(this.#required(declared));
    for (const property of checker.getPropertiesOfType(declared)) {
      if (property.name.startsWith('__@') || isBehaviour(this.#host, property)) continue;
      const type = guarded(() => checker.getTypeOfSymbol(property));
      if (!type) continue;
      const given = shape.properties.get(property.name);
      const below = path + suffixOf(property.name);
      if (given === 'open') continue;
      if (given) found.push(...this.compare(given, type, below, depth + 1));
      else if (shape.closed && required.has(property) && (path !== '' || this.#context.whole)) {
        found.push(this.#drift('missing', below, at.node, 'nothing', type));
      }
    }
    return found;
  }

  /** Properties without which an object is not of the type. */
  #required(type: ts.Type): readonly ts.Symbol[] {
    const { checker, ts } = this.#host;
    return checker.getPropertiesOfType(type).filter((property) => {
      if (property.name.startsWith('__@') || isBehaviour(this.#host, property)) return false;
      if (presenceOf(this.#host, property) !== 'certain') return false;
      const value = guarded(() => checker.getTypeOfSymbol(property));
      if (!value || isOpaque(this.#host, value) || isCallable(value)) return false;
      const parts = value.isUnion() ? value.types : [value];
      return parts.every(
        (part) =>
          (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Instantiable)) === 0,
      );
    });
  }
}

function isNothing(host: Host, type: ts.Type): boolean {
  const { Undefined, Null, Void, Never } = host.ts.TypeFlags;
  return (type.flags & (Undefined | Null | Void | Never)) !== 0;
}

/** The checker's own answer, where it has one: what it takes for assignable is no drift. */
function isAssignable(host: Host, sent: ts.Type, declared: ts.Type): boolean {
  return !isOpaque(host, sent) && guarded(() => host.checker.isTypeAssignableTo(sent, declared)) === true;
}
