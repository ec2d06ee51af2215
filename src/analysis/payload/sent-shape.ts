/** What is known of an object that is sent: from its literal, or from its type. */
import type ts from 'typescript';
import { codecOf, type Codec, type CodecId } from '../../adapters/codecs.js';
import { unbound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { guarded, isOpaque, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import { arrivalOf } from './arrival.js';
import { changesOf } from './changes.js';
import { originOf, type ReceivedParameter } from './flow.js';
import { isBehaviour, presenceOf } from './structure.js';

/** A value that is sent. */
export interface Sent {
  readonly type: ts.Type;
  readonly expression: ts.Expression | undefined;
  readonly node: ts.Node;
  /** Properties that are not sent from here. */
  readonly without?: ReadonlySet<string> | undefined;
}

/** An object that is sent. */
export interface Shape {
  /** Every property that is sent is among these. */
  closed: boolean;
  /** `open`: sent, and what it holds is not known. */
  readonly properties: Map<string, Sent | 'open'>;
}

/** Makes shapes of what is sent. */
export class SentShapes {
  readonly #host: Host;
  readonly #codec: Codec;
  readonly #received: ReceivedParameter;

  constructor(host: Host, codec: CodecId, received: ReceivedParameter) {
    this.#host = host;
    this.#codec = codecOf(codec);
    this.#received = received;
  }

  /** @returns the shape that a type has, but for what the function changes before it is sent. */
  ofType(sent: Sent): Shape {
    const { checker } = this.#host;
    const { type, node } = sent;
    const properties = new Map<string, Sent | 'open'>();
    const symbols = checker.getPropertiesOfType(type);
    const written =
      type.getSymbol()?.declarations?.some((d) => this.#host.ts.isObjectLiteralExpression(d)) === true;
    const shape = {
      closed: (symbols.length > 0 || written) && checker.getIndexInfosOfType(type).length === 0,
      properties,
    };
    for (const symbol of symbols) {
      const value = isBehaviour(this.#host, symbol)
        ? undefined
        : guarded(() => checker.getTypeOfSymbol(symbol));
      properties.set(symbol.name, value ? { type: value, expression: undefined, node } : 'open');
    }
    for (const name of sent.without ?? []) properties.set(name, 'open');
    if (sent.expression) this.#applyChanges(shape, sent.expression);
    return shape;
  }

  #applyChanges(shape: Shape, expression: ts.Expression): void {
    const changes = changesOf(this.#host, expression);
    for (const name of changes.names) shape.properties.set(name, 'open');
    if (!changes.open) return;
    shape.closed = false;
    for (const name of shape.properties.keys()) shape.properties.set(name, 'open');
  }

  /** @returns the shape of a literal, whatever it is cast to. */
  ofLiteral(literal: ts.ObjectLiteralExpression, without: ReadonlySet<string> | undefined): Shape {
    const { ts } = this.#host;
    const shape: Shape = { closed: true, properties: new Map() };
    for (const member of literal.properties) {
      if (ts.isSpreadAssignment(member)) {
        this.#spread(shape, member.expression);
        continue;
      }
      const key = ts.isComputedPropertyName(member.name)
        ? literalOf(this.#host, unbound(member.name.expression))
        : member.name.getText().replace(/^(['"])(.*)\1$/u, '$2');
      if (typeof key !== 'string') {
        shape.closed = false;
        continue;
      }
      const value = ts.isPropertyAssignment(member)
        ? member.initializer
        : ts.isShorthandPropertyAssignment(member)
          ? member.name
          : undefined;
      const type = value && typeAt(this.#host, value);
      shape.properties.set(key, value && type ? { type, expression: value, node: value } : 'open');
    }
    for (const name of without ?? []) shape.properties.set(name, 'open');
    return shape;
  }

  #spread(shape: Shape, expression: ts.Expression): void {
    const type = typeAt(this.#host, expression);
    const whole =
      type &&
      !type.isUnion() &&
      !isOpaque(this.#host, type) &&
      arrivalOf(this.#host, this.#codec, type) === 'object';
    if (!whole || originOf(this.#host, expression, this.#received)) {
      shape.closed = false;
      // It may write over what stands before it.
      for (const name of shape.properties.keys()) shape.properties.set(name, 'open');
      return;
    }
    const inner = this.ofType({ type, expression, node: expression });
    shape.closed &&= inner.closed;
    for (const [name, value] of inner.properties) {
      const property = this.#host.checker.getPropertyOfType(type, name);
      const certain = property !== undefined && presenceOf(this.#host, property) === 'certain';
      shape.properties.set(name, certain || !shape.properties.has(name) ? value : 'open');
    }
  }
}

/** @returns the object literal that an expression is, whatever it is cast to. */
export function literalObject(host: Host, expression: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = bare(host.ts, expression);
  return host.ts.isObjectLiteralExpression(value) ? value : undefined;
}
