/** Whether code that has a row needs its relations to be loaded. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import { identifiersIn, isReference } from '../behaviour/names.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../program/symbols.js';
import { type FunctionWithBody } from '../program/syntax.js';
import { calledFunction } from '../program/functions.js';

/** What code does with a row: which relations it reads, and where the row goes out of sight. */
export interface RelationUse {
  readonly node: ts.Node;
  readonly relation: string | undefined;
}

const MAX_DEPTH = 3;

/** Array methods that hand each row to a callback, and those whose result is rows again. */
const EACH = new Set([
  'map',
  'flatMap',
  'forEach',
  'some',
  'every',
  'filter',
  'find',
  'slice',
  'toSorted',
  'toReversed',
]);
const KEEPS = new Set(['filter', 'find', 'slice', 'toSorted', 'toReversed']);

/**
 * @returns the first use of a row that needs a relation, or that cannot be seen
 * @param node an expression that is the row, or the name it is bound to
 * @param sight `seen` takes code out of sight for harmless
 */
export function relationUse(
  host: Host,
  node: ts.Expression | ts.BindingElement,
  relations: ReadonlySet<string>,
  sight: 'all' | 'seen' = 'all',
): RelationUse | undefined {
  if (relations.size === 0) return undefined;
  return new Uses(host, relations, sight).of(node, MAX_DEPTH);
}

class Uses {
  private readonly seen = new Set<ts.Node>();

  constructor(
    private readonly host: Host,
    private readonly relations: ReadonlySet<string>,
    private readonly sight: 'all' | 'seen',
  ) {}

  private blind(node: ts.Node): RelationUse | undefined {
    return this.sight === 'seen' ? undefined : { node, relation: undefined };
  }

  of(node: ts.Node, depth: number): RelationUse | undefined {
    const { ts } = this.host;
    if (ts.isBindingElement(node)) return this.binding(node.name, depth);
    let at = node;
    while (
      ts.isParenthesizedExpression(at.parent) ||
      ts.isNonNullExpression(at.parent) ||
      ts.isAsExpression(at.parent) ||
      ts.isSatisfiesExpression(at.parent)
    ) {
      at = at.parent;
    }
    const { parent } = at;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at)
      return this.member(parent.name.text, parent) ?? this.elements(parent, depth);
    if (ts.isForOfStatement(parent) && parent.expression === at) {
      const [row] = ts.isVariableDeclarationList(parent.initializer) ? parent.initializer.declarations : [];
      return row ? this.binding(row.name, depth) : this.blind(parent);
    }
    if (ts.isElementAccessExpression(parent) && parent.expression === at) {
      const key = parent.argumentExpression;
      if (ts.isNumericLiteral(key)) return this.of(parent, depth);
      return ts.isStringLiteralLike(key) ? this.member(key.text, parent) : this.blind(parent);
    }
    if (ts.isVariableDeclaration(parent) && parent.initializer === at)
      return this.binding(parent.name, depth);
    if (ts.isCallExpression(parent) && parent.expression !== at) return this.argument(parent, at, depth);
    // Compared with nothing, or not used at all.
    if (ts.isBinaryExpression(parent) && isComparison(ts, parent.operatorToken.kind)) return undefined;
    if (ts.isPrefixUnaryExpression(parent) || ts.isExpressionStatement(parent) || ts.isIfStatement(parent))
      return undefined;
    if (ts.isConditionalExpression(parent) && parent.condition === at) return undefined;
    return this.blind(at);
  }

  private member(name: string, node: ts.Node): RelationUse | undefined {
    return this.relations.has(name) ? { node, relation: name } : undefined;
  }

  /** `rows.map((row) => …)`, `rows.filter(…)`: what happens to each of several rows. */
  private elements(access: ts.PropertyAccessExpression, depth: number): RelationUse | undefined {
    const { ts } = this.host;
    const call = access.parent;
    if (!ts.isCallExpression(call) || call.expression !== access || !EACH.has(access.name.text))
      return undefined;
    const [callback] = call.arguments;
    const fn =
      callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? callback : undefined;
    const [row] = fn?.parameters ?? [];
    if (callback && !fn) return this.blind(callback);
    const inside = row && this.binding(row.name, depth);
    return inside ?? (KEEPS.has(access.name.text) ? this.of(call, depth) : undefined);
  }

  private binding(name: ts.BindingName, depth: number): RelationUse | undefined {
    const { ts } = this.host;
    if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        if (element.dotDotDotToken) return this.blind(element);
        const key = (element.propertyName ?? element.name).getText();
        if (this.relations.has(key)) return { node: element, relation: key };
      }
      return undefined;
    }
    if (!ts.isIdentifier(name)) return this.blind(name);
    const symbol = symbolAt(this.host, name);
    let scope: ts.Node = name;
    while (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isFunctionLike(scope)) scope = scope.parent;
    for (const identifier of identifiersIn(ts, scope)) {
      if (identifier === name || identifier.text !== name.text || !isReference(ts, identifier)) continue;
      if (symbolAt(this.host, identifier) !== symbol) continue;
      const found = this.of(identifier, depth);
      if (found) return found;
    }
    return undefined;
  }

  /** Into functions of the program; the ORM itself needs no relations, any other library may read them. */
  private argument(call: ts.CallExpression, argument: ts.Node, depth: number): RelationUse | undefined {
    const { ts } = this.host;
    const declaration = guarded(() => this.host.checker.getResolvedSignature(call))?.declaration;
    const owner = declaration && declaringPackage(declaration);
    if (owner !== undefined && ormAdapters.some(({ packages }) => Object.hasOwn(packages, owner)))
      return undefined;
    const fn: FunctionWithBody | undefined = calledFunction(this.host, call);
    const parameter = fn?.parameters[call.arguments.findIndex((entry) => entry === argument)];
    if (!fn || !parameter || !ts.isParameter(parameter) || parameter.dotDotDotToken || depth <= 0) {
      return this.blind(argument);
    }
    if (this.seen.has(parameter)) return undefined;
    this.seen.add(parameter);
    return this.binding(parameter.name, depth - 1);
  }
}

function isComparison(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  const { SyntaxKind } = compiler;
  return [
    SyntaxKind.EqualsEqualsToken,
    SyntaxKind.EqualsEqualsEqualsToken,
    SyntaxKind.ExclamationEqualsToken,
    SyntaxKind.ExclamationEqualsEqualsToken,
    SyntaxKind.AmpersandAmpersandToken,
  ].includes(operator);
}
