/** Where a value of any size comes from: a file, an upload, a body, a stream. Only what keeps all of it is followed. */
import type ts from 'typescript';
import {
  largeParameters,
  largeSources,
  shortByteHomes,
  shortByteWords,
  sizeKeepers,
  sizeKeepingMembers,
  type LargeKind,
} from '../../adapters/large-values.js';
import { declaredBy } from '../program/declared-by.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt, typeAt } from '../program/symbols.js';
import { bare, returnedExpressions } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import { kindOfBuiltIn } from './built-ins.js';
import { wordsOf } from './secret-names.js';
import { alternatives, builtInNames, isObjectLike } from './structure.js';

/** What a value was made of. */
export interface LargeOrigin {
  readonly kind: LargeKind;
  /** The expression that gives it, with its casts. */
  readonly source: ts.Expression;
  /** It was written as base64 text on the way. */
  readonly base64: boolean;
}

const MAX_STEPS = 12;

/** @returns what large value an expression holds whole; `undefined` when it is a part of one, or nothing is known. */
export function largeOrigin(host: Host, expression: ts.Expression): LargeOrigin | undefined {
  return new Tracer(host).value(expression, MAX_STEPS);
}

class Tracer {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  value(written: ts.Expression, steps: number): LargeOrigin | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const expression = bare(ts, written);
    const next = (part: ts.Expression): LargeOrigin | undefined => this.value(part, steps - 1);
    if (ts.isTemplateExpression(expression)) {
      return firstOf(expression.templateSpans.map((span) => next(span.expression)));
    }
    if (ts.isConditionalExpression(expression))
      return next(expression.whenTrue) ?? next(expression.whenFalse);
    if (ts.isBinaryExpression(expression)) return this.#binary(expression, next);
    const found =
      this.#source(written, expression) ??
      (ts.isIdentifier(expression)
        ? this.#name(expression, steps)
        : ts.isCallExpression(expression)
          ? this.#call(expression, steps)
          : undefined);
    return found ?? this.#bytes(expression);
  }

  #binary(
    { left, right, operatorToken }: ts.BinaryExpression,
    next: (part: ts.Expression) => LargeOrigin | undefined,
  ): LargeOrigin | undefined {
    const { PlusToken, BarBarToken, QuestionQuestionToken } = this.#host.ts.SyntaxKind;
    const kept = [PlusToken, BarBarToken, QuestionQuestionToken].some((kind) => kind === operatorToken.kind);
    return kept ? (next(left) ?? next(right)) : undefined;
  }

  /** A member or export that is known to give something large. */
  #source(written: ts.Expression, expression: ts.Expression): LargeOrigin | undefined {
    const { ts } = this.#host;
    const called = ts.isCallExpression(expression);
    const target = called ? bare(ts, expression.expression) : expression;
    const name = ts.isPropertyAccessExpression(target) ? target.name : target;
    // An identifier that is read is a variable, not an export of a library.
    if (!ts.isIdentifier(name) || (!called && name === target)) return undefined;
    const candidates = largeSources.filter(
      ({ by, members }) => by === (called ? 'call' : 'read') && members.includes(name.text),
    );
    const by = candidates.length === 0 ? undefined : declaredBy(this.#host, name);
    const found = candidates.find(
      ({ homes, owners }) =>
        by !== undefined &&
        homes.includes(by.home) &&
        (owners === undefined ? by.owner === undefined : owners.includes(by.owner ?? '')),
    );
    if (!found) return undefined;
    const request =
      found.kind === 'response' &&
      ts.isPropertyAccessExpression(target) &&
      this.#isRequest(target.expression);
    return { kind: request ? 'request' : found.kind, source: written, base64: false };
  }

  #isRequest(receiver: ts.Expression): boolean {
    const type = typeAt(this.#host, receiver);
    return type !== undefined && builtInNames(this.#host, type).includes('Request');
  }

  #name(name: ts.Identifier, steps: number): LargeOrigin | undefined {
    const { ts } = this.#host;
    const declaration = symbolAt(this.#host, name)?.valueDeclaration;
    if (!declaration) return undefined;
    if (ts.isParameter(declaration)) return this.#parameter(declaration, name);
    if (ts.isBindingElement(declaration)) return this.#binding(declaration, name);
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return undefined;
    const found = this.value(declaration.initializer, steps - 1);
    // A declared type speaks for what was read: `const body: Order = await res.json()`.
    return found && declaration.type && found.source === declaration.initializer
      ? { ...found, source: name }
      : found;
  }

  /** `const { body } = request`, `const { data } = await axios.get(…)`, `({ body }: Request) => …` */
  #binding(element: ts.BindingElement, name: ts.Identifier): LargeOrigin | undefined {
    const { ts } = this.#host;
    const key = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !ts.isIdentifier(key) || !ts.isObjectBindingPattern(element.parent))
      return undefined;
    const holder = typeAt(this.#host, element.parent);
    const property = holder && guarded(() => this.#host.checker.getPropertyOfType(holder, key.text));
    const declaration = property?.declarations?.[0];
    const declared = declaration && this.#host.ts.getNameOfDeclaration(declaration);
    const by = declared && declaredBy(this.#host, declared);
    const found = largeSources.find(
      ({ by: how, homes, owners, members }) =>
        how === 'read' &&
        by !== undefined &&
        homes.includes(by.home) &&
        members.includes(key.text) &&
        owners?.includes(by.owner ?? '') === true,
    );
    return found && { kind: found.kind, source: name, base64: false };
  }

  /** `@Body() dto` */
  #parameter(parameter: ts.ParameterDeclaration, name: ts.Identifier): LargeOrigin | undefined {
    const { ts } = this.#host;
    for (const { expression } of ts.getDecorators(parameter) ?? []) {
      if (!ts.isCallExpression(expression)) continue;
      const [argument] = expression.arguments;
      // `@Body('name')` is a part; `@Body(new ValidationPipe())` is the whole.
      if (argument && ts.isStringLiteralLike(argument)) continue;
      const by = declaredBy(this.#host, expression.expression);
      if (by && largeParameters[by.home]?.includes(by.name) === true)
        return { kind: 'request', source: name, base64: false };
    }
    return undefined;
  }

  #call(call: ts.CallExpression, steps: number): LargeOrigin | undefined {
    const { ts } = this.#host;
    const callee = bare(ts, call.expression);
    const [argument] = call.arguments;
    const text = callee.getText();
    if (argument && sizeKeepers.includes(text)) {
      const found = this.value(argument, steps - 1);
      return text === 'btoa' && found ? { ...found, base64: true } : found;
    }
    if (argument && text === 'Buffer.concat') return this.#concat(argument, steps);
    if (ts.isPropertyAccessExpression(callee) && sizeKeepingMembers.includes(callee.name.text)) {
      const found = this.value(callee.expression, steps - 1);
      const encoding = argument && literalOf(this.#host, { expression: argument, scope: undefined });
      const base64 = callee.name.text === 'toBase64' || /^base64/u.test(String(encoding));
      return found && (base64 ? { ...found, base64 } : found);
    }
    return this.#returned(call, steps);
  }

  /** `Buffer.concat(chunks)` after a stream was read; `Buffer.concat([iv, tag, text])` is as large as its parts. */
  #concat(list: ts.Expression, steps: number): LargeOrigin | undefined {
    const { ts } = this.#host;
    const parts = bare(ts, list);
    if (ts.isArrayLiteralExpression(parts)) {
      const found = parts.elements.map((part) => this.value(part, steps - 1));
      return firstOf(found.filter((part) => part?.kind !== 'bytes'));
    }
    const declaration = ts.isIdentifier(parts) ? symbolAt(this.#host, parts)?.valueDeclaration : undefined;
    const made =
      declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
        ? bare(ts, declaration.initializer)
        : undefined;
    const empty = made && ts.isArrayLiteralExpression(made) && made.elements.length === 0;
    return empty ? { kind: 'stream', source: list, base64: false } : undefined;
  }

  /** A function of the program that only returns large values. */
  #returned(call: ts.CallExpression, steps: number): LargeOrigin | undefined {
    const { ts } = this.#host;
    const fn = calledFunction(this.#host, call);
    if (!fn) return undefined;
    const returned = returnedExpressions(ts, fn);
    const found = returned.map((expression) => this.value(expression, Math.min(steps - 1, 5)));
    return found.every((origin) => origin !== undefined) ? found[0] : undefined;
  }

  /** Bytes of unknown size: not those of a key, a digest or a short text. */
  #bytes(expression: ts.Expression): LargeOrigin | undefined {
    const { ts } = this.#host;
    const type = typeAt(this.#host, expression);
    const awaited = type && (guarded(() => this.#host.checker.getAwaitedType(type)) ?? type);
    const isBytes =
      awaited !== undefined &&
      alternatives(this.#host, awaited).some((option) => {
        const kind = isObjectLike(this.#host, option) ? kindOfBuiltIn(this.#host, option) : undefined;
        return kind === 'bytes' || kind === 'buffer';
      });
    if (!isBytes || areShort(expression.getText())) return undefined;
    if (ts.isCallExpression(expression)) {
      if (calledFunction(this.#host, expression)) return undefined;
      const callee = bare(ts, expression.expression);
      const by = declaredBy(this.#host, ts.isPropertyAccessExpression(callee) ? callee.name : callee);
      // Node's and the language's own makers are known above, or make what they are told to.
      if (by === undefined || by.home === 'lib' || by.home.startsWith('node') || isShortHome(by.home))
        return undefined;
    } else if (ts.isIdentifier(expression)) {
      const declaration = symbolAt(this.#host, expression)?.valueDeclaration;
      // Of a variable the value was looked at; of a parameter and a property nothing is known but the type.
      if (!declaration || !ts.isParameter(declaration)) return undefined;
    } else if (!ts.isPropertyAccessExpression(expression)) return undefined;
    return { kind: 'bytes', source: expression, base64: false };
  }
}

function isShortHome(home: string): boolean {
  return shortByteHomes.includes(home) || home.startsWith('@noble/');
}

/** @returns whether a name or a piece of code speaks of a few bytes. */
export function areShort(text: string): boolean {
  return text
    .split(/[^\p{L}\p{N}_]+/u)
    .flatMap(wordsOf)
    .some((word) => shortByteWords.includes(word));
}

function firstOf<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => value !== undefined);
}
