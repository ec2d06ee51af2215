/** Takes a payload's expression apart as far as it is written in the producer, so that findings point at the value itself. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare, returnedExpressions } from '../program/syntax.js';
import { changesOf } from './changes.js';
import type { PayloadPart } from './part.js';
import { elementsOf, suffixOf, type Seat } from './structure.js';

/** A value in the payload that is not taken apart further by syntax. */
export interface Leaf {
  readonly expression: ts.Expression | undefined;
  readonly type: ts.Type;
  /** Where to report. */
  readonly node: ts.Node;
  /** Path text from the payload's root, with a leading dot. */
  readonly path: string;
  readonly seat: Seat;
  /** Its properties are copied into the object around it. */
  readonly spread: boolean;
  /** Properties that are written again after a spread, or changed on the variable before: they are not sent from here. */
  readonly overridden: ReadonlySet<string>;
  /** Some property was changed before, and which one is not known. */
  readonly changed: boolean;
  /** The key of this property is a symbol. */
  readonly symbolKey: boolean;
  /** Property of an object literal whose whole value this is. */
  readonly property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | undefined;
}

const MAX_LEAVES = 200;
const nothing: ReadonlySet<string> = new Set();

type Place = Pick<Leaf, 'path' | 'seat' | 'spread' | 'overridden' | 'changed' | 'property'>;

const fresh = { spread: false, overridden: nothing, changed: false, property: undefined };

/** @returns the values that a payload part is written from; the part itself when it is not a literal. */
export function leavesOf(host: Host, part: PayloadPart): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const file = part.node.getSourceFile();
  // What a wrapper writes over makes its caller's value like a spread.
  const rewritten = part.without !== undefined && part.without.size > 0;
  const start: Place = {
    path: part.path.map(suffixOf).join(''),
    seat: part.path.length > 0 ? 'property' : 'root',
    spread: rewritten,
    overridden: part.without ?? nothing,
    changed: false,
    property: part.expression && !rewritten ? propertyAround(host, part.expression) : undefined,
  };
  if (part.expression) {
    new Taker(host, leaves, file).take(part.expression, start, part.type, part.node);
  } else {
    leaves.push({ ...start, expression: undefined, type: part.type, node: part.node, symbolKey: false });
  }
  return leaves;
}

function propertyAround(host: Host, expression: ts.Expression): Leaf['property'] {
  const { ts } = host;
  const parent = expression.parent as ts.Node | undefined;
  if (parent && ts.isPropertyAssignment(parent) && parent.initializer === expression) return parent;
  if (parent && ts.isShorthandPropertyAssignment(parent) && parent.name === expression) return parent;
  return undefined;
}

class Taker {
  readonly #host: Host;
  readonly #leaves: Leaf[];
  readonly #file: ts.SourceFile;
  readonly #constants = new Set<ts.Node>();

  constructor(host: Host, leaves: Leaf[], file: ts.SourceFile) {
    this.#host = host;
    this.#leaves = leaves;
    this.#file = file;
  }

  take(written: ts.Expression, around: Place, known?: ts.Type, at?: ts.Node): void {
    if (this.#leaves.length >= MAX_LEAVES) return;
    const { ts } = this.#host;
    const changes = changesOf(this.#host, written);
    const place: Place =
      changes.names.size === 0 && !changes.open
        ? around
        : {
            ...around,
            overridden: new Set([...around.overridden, ...changes.names]),
            changed: around.changed || changes.open,
          };
    const expression = this.#open(written);
    if (ts.isObjectLiteralExpression(expression)) this.#object(expression, place);
    else if (ts.isArrayLiteralExpression(expression) && !place.spread) this.#array(expression, place);
    else if (ts.isConditionalExpression(expression)) {
      this.take(expression.whenTrue, { ...place, property: undefined });
      this.take(expression.whenFalse, { ...place, property: undefined });
    } else if (place.spread && isGuarded(ts, expression)) this.take(expression.right, place);
    else if (!this.#mapped(expression, place)) {
      // A known type is the written expression's; without its cast to `any` there is a better one.
      this.#leaf(expression, place, expression === bareOf(ts, written) ? known : undefined, at);
    }
  }

  /**
   * What a literal holds is what is sent, whatever wider type it is cast or annotated to; the same for `x as any`.
   * A constant is opened only where it is declared in this file: findings belong to the file that is linted.
   */
  #open(written: ts.Expression): ts.Expression {
    const { ts } = this.#host;
    const inner = bare(ts, written);
    if (isLiteral(ts, inner)) return inner;
    if (ts.isIdentifier(inner)) {
      const declaration = symbolAt(this.#host, inner)?.valueDeclaration;
      if (
        declaration &&
        ts.isVariableDeclaration(declaration) &&
        declaration.initializer &&
        declaration.getSourceFile() === this.#file &&
        (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 &&
        !this.#constants.has(declaration)
      ) {
        const value = bare(ts, declaration.initializer);
        if (isShown(ts, value)) {
          this.#constants.add(declaration);
          return value;
        }
      }
    }
    return withoutWideningCast(ts, written);
  }

  #object(literal: ts.ObjectLiteralExpression, place: Place): void {
    const { ts } = this.#host;
    literal.properties.forEach((member, index) => {
      if (ts.isSpreadAssignment(member)) {
        const later = namesAfter(ts, literal, index);
        const overridden = new Set([...place.overridden, ...later]);
        this.take(member.expression, { ...place, spread: true, overridden, property: undefined });
        return;
      }
      const { suffix, name, symbolKey } = this.#key(member.name);
      // Written again later, in this literal or after the spread of it: this value is not sent.
      if (name !== undefined && (place.overridden.has(name) || namesAfter(ts, literal, index).has(name)))
        return;
      // `d[key] = …` on the variable before: any of its values may be another one by now.
      if (place.changed) {
        this.#leaf(undefined, place, this.#host.checker.getAnyType(), member);
        return;
      }
      const inner: Place = { ...fresh, path: place.path + suffix, seat: 'property' };
      if (symbolKey) this.#leaf(undefined, inner, typeAt(this.#host, member), member.name, true);
      else if (ts.isPropertyAssignment(member)) this.take(member.initializer, { ...inner, property: member });
      else if (ts.isShorthandPropertyAssignment(member))
        this.take(member.name, { ...inner, property: member });
      else this.#leaf(undefined, inner, this.#memberType(member), member.name);
    });
  }

  #memberType(member: ts.MethodDeclaration | ts.AccessorDeclaration): ts.Type | undefined {
    const symbol = symbolAt(this.#host, member.name);
    return symbol && this.#host.checker.getTypeOfSymbol(symbol);
  }

  #key(name: ts.PropertyName): { suffix: string; name: string | undefined; symbolKey: boolean } {
    const { ts, checker } = this.#host;
    if (!ts.isComputedPropertyName(name))
      return { suffix: suffixOf(name.text), name: name.text, symbolKey: false };
    const type = checker.getTypeAtLocation(name.expression);
    if ((type.flags & ts.TypeFlags.ESSymbolLike) !== 0) {
      return { suffix: `[${name.expression.getText()}]`, name: undefined, symbolKey: true };
    }
    if (type.isStringLiteral()) return { suffix: suffixOf(type.value), name: type.value, symbolKey: false };
    return { suffix: '[key]', name: undefined, symbolKey: false };
  }

  #array(literal: ts.ArrayLiteralExpression, place: Place): void {
    const { ts } = this.#host;
    const spreads = literal.elements.some((element) => ts.isSpreadElement(element));
    literal.elements.forEach((element, index) => {
      if (ts.isSpreadElement(element))
        this.#spreadElement(literal, element.expression, { ...fresh, path: place.path, seat: place.seat });
      else {
        const suffix = spreads ? '[]' : `[${index}]`;
        this.take(element, { ...fresh, path: place.path + suffix, seat: 'element' });
      }
    });
  }

  /** The elements of a spread array land in this one; of another iterable (`[...set]`) the literal's type tells them. */
  #spreadElement(literal: ts.ArrayLiteralExpression, expression: ts.Expression, place: Place): void {
    const type = typeAt(this.#host, expression);
    if (type && elementsOf(this.#host, type)) this.take(expression, place);
    else this.#leaf(undefined, place, typeAt(this.#host, literal), expression);
  }

  /** `rows.map((row) => ({ … }))`: the literal in the callback is what each element is written from. */
  #mapped(expression: ts.Expression, place: Place): boolean {
    const { ts } = this.#host;
    if (place.spread || !ts.isCallExpression(expression)) return false;
    const callee = expression.expression;
    const callback = expression.arguments[0];
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'map' || !callback) return false;
    if (!ts.isArrowFunction(callback) || callback.modifiers) return false;
    const [returned, ...others] = returnedExpressions(ts, callback);
    const body = returned && others.length === 0 ? bare(ts, returned) : undefined;
    if (!body || !ts.isObjectLiteralExpression(body)) return false;
    const receiver = typeAt(this.#host, callee.expression);
    if (!receiver || elementsOf(this.#host, receiver) === undefined) return false;
    this.take(body, { ...fresh, path: `${place.path}[]`, seat: 'element' });
    return true;
  }

  #leaf(
    expression: ts.Expression | undefined,
    place: Place,
    known: ts.Type | undefined,
    at?: ts.Node,
    symbolKey = false,
  ): void {
    const type = known ?? (expression && typeAt(this.#host, expression));
    const node = at ?? expression;
    if (type && node) this.#leaves.push({ ...place, expression, type, node, symbolKey });
  }
}

/** A literal, or a choice between literals. */
function isShown(compiler: typeof ts, written: ts.Expression): boolean {
  const expression = bare(compiler, written);
  if (!compiler.isConditionalExpression(expression)) return isLiteral(compiler, expression);
  return isShown(compiler, expression.whenTrue) && isShown(compiler, expression.whenFalse);
}

function isLiteral(compiler: typeof ts, expression: ts.Expression): boolean {
  return compiler.isObjectLiteralExpression(expression) || compiler.isArrayLiteralExpression(expression);
}

/** `flag && { … }` and `flag || { … }` in a spread. */
function isGuarded(compiler: typeof ts, expression: ts.Expression): expression is ts.BinaryExpression {
  return (
    compiler.isBinaryExpression(expression) &&
    expression.operatorToken.kind === compiler.SyntaxKind.AmpersandAmpersandToken
  );
}

function bareOf(compiler: typeof ts, written: ts.Expression): ts.Expression {
  let current = written;
  while (compiler.isParenthesizedExpression(current) || compiler.isSatisfiesExpression(current)) {
    current = current.expression;
  }
  return current;
}

/** Removes parentheses, `satisfies`, and casts to a type that says nothing. */
function withoutWideningCast(compiler: typeof ts, written: ts.Expression): ts.Expression {
  let current = written;
  for (;;) {
    if (compiler.isParenthesizedExpression(current) || compiler.isSatisfiesExpression(current)) {
      current = current.expression;
    } else if (
      (compiler.isAsExpression(current) || compiler.isTypeAssertionExpression(current)) &&
      (current.type.kind === compiler.SyntaxKind.AnyKeyword ||
        current.type.kind === compiler.SyntaxKind.UnknownKeyword)
    ) {
      current = current.expression;
    } else return current;
  }
}

function namesAfter(
  compiler: typeof ts,
  literal: ts.ObjectLiteralExpression,
  index: number,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const member of literal.properties.slice(index + 1)) {
    if (compiler.isSpreadAssignment(member)) continue;
    const { name } = member;
    if ('text' in name && !compiler.isPrivateIdentifier(name)) names.add(name.text);
  }
  return names;
}
