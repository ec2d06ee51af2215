/** How many bytes of JSON a constant makes. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { literalOf, resolve } from '../program/values.js';

/** Most parts of a constant that are counted. */
const MAX_PARTS = 5000;
/** A character of source makes at most that many bytes of JSON. */
const WIDEST = 6;

/**
 * @param least smaller constants are not measured
 * @returns bytes that an expression's constant parts take on the wire, at the least; 0 when it has none or is small
 */
export function constantSize(host: Host, expression: ts.Expression, least: number): number {
  return new Scale(host, least).value(expression, 8);
}

class Scale {
  readonly #host: Host;
  readonly #least: number;
  #parts = 0;

  constructor(host: Host, least: number) {
    this.#host = host;
    this.#least = least;
  }

  value(written: ts.Expression, depth: number): number {
    if (depth <= 0 || ++this.#parts > MAX_PARTS) return 0;
    const { ts } = this.#host;
    const data = ts.isIdentifier(bare(ts, written)) ? this.#dataFile(bare(ts, written)) : undefined;
    if (data !== undefined) return data;
    const target = resolve(this.#host, { expression: written, scope: undefined });
    if (target.is !== 'yes') return 0;
    const { expression } = target.value;
    if (ts.isArrayLiteralExpression(expression)) {
      return this.#list(expression.elements.map((element) => this.value(element, depth - 1)));
    }
    if (ts.isObjectLiteralExpression(expression)) {
      return this.#list(expression.properties.map((member) => this.#member(member, depth)));
    }
    if (ts.isCallExpression(expression)) return this.#repeated(expression, depth);
    if (ts.isTemplateExpression(expression)) {
      const written =
        expression.head.text + expression.templateSpans.map(({ literal }) => literal.text).join('');
      const spans = expression.templateSpans.map((span) => this.value(span.expression, depth - 1));
      // The quotes around each part are counted once.
      return spans.reduce(
        (sum, size) => sum + Math.max(0, size - 2),
        Buffer.byteLength(JSON.stringify(written)),
      );
    }
    if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const sides = [this.value(expression.left, depth - 1), this.value(expression.right, depth - 1)];
      return sides.reduce((sum, size) => sum + Math.max(0, size - 2), 2);
    }
    return this.#literal(expression);
  }

  #literal(expression: ts.Expression): number {
    // Folding is dear; what is written short is short, unless it is put together.
    const { ts } = this.#host;
    const whole = ts.isStringLiteralLike(expression);
    if (whole && this.#parts === 1 && expression.text.length * WIDEST < this.#least) return 0;
    const text = whole ? expression.text : literalOf(this.#host, { expression, scope: undefined });
    return typeof text === 'string' ? Buffer.byteLength(JSON.stringify(text)) : text === undefined ? 0 : 4;
  }

  #list(sizes: readonly number[]): number {
    return sizes.reduce((sum, size) => sum + size + 1, 1);
  }

  #member(member: ts.ObjectLiteralElementLike, depth: number): number {
    const { ts } = this.#host;
    const key = member.name && 'text' in member.name ? member.name.text.length + 3 : 3;
    if (ts.isPropertyAssignment(member)) return key + this.value(member.initializer, depth - 1);
    return ts.isShorthandPropertyAssignment(member) ? key + this.value(member.name, depth - 1) : 0;
  }

  /** `'x'.repeat(1000)` */
  #repeated(call: ts.CallExpression, depth: number): number {
    const { ts } = this.#host;
    const callee = bare(ts, call.expression);
    const [count] = call.arguments;
    if (!count || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'repeat') return 0;
    const times = literalOf(this.#host, { expression: count, scope: undefined });
    const text = this.value(callee.expression, depth - 1);
    return typeof times === 'number' && text > 2 ? (text - 2) * times : 0;
  }

  /** `import data from './data.json'`: nearly what the file takes. */
  #dataFile(name: ts.Expression): number | undefined {
    const declaration = symbolAt(this.#host, name)?.declarations?.[0];
    const file = declaration?.getSourceFile();
    if (!file?.fileName.endsWith('.json')) return undefined;
    return Buffer.byteLength(file.text.replace(/\s+/gu, ' '));
  }
}
