/** What code does with a value that came off the wire: whether its plain form serves as well, and which of both it expects. */
import type ts from 'typescript';
import { identifiersIn, isReference } from '../behaviour/names.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, isBuiltIn, symbolAt, typeAt } from '../program/symbols.js';
import { enclosingFunction } from '../program/syntax.js';
import { holdsIn, type WireForm } from './wire-forms.js';

const MAX_DEPTH = 3;

/** Functions of date libraries that take a date and its text alike. */
const dateParsers: Readonly<Record<string, readonly string[]>> = {
  'date-fns': ['parseISO', 'toDate', 'parseJSON'],
  dayjs: ['dayjs', 'utc'],
  moment: ['moment', 'utc'],
  'moment-timezone': ['moment', 'tz', 'utc'],
  luxon: ['fromISO'],
};

/**
 * @returns `serves` where the plain form does as well: the value is made of it, or it is only asked whether it is there;
 * `needs base64` where a Buffer is made of it without saying so; `no` everywhere else
 */
export type PlainUse = 'serves' | 'no' | { readonly base64: ts.CallExpression };

/** @returns whether the code around an expression takes the plain form in its place. */
export function plainUse(host: Host, node: ts.Expression, form: WireForm): PlainUse {
  const outer = outermost(host.ts, node);
  if (outer.casted && holdsIn(host, typeAt(host, outer.node) ?? host.checker.getAnyType(), form) === 'plain')
    return 'serves';
  const { parent } = outer.node;
  if (isPresenceTest(host.ts, outer.node, form)) return 'serves';
  const call = madeBy(host, outer.node, form);
  if (call === undefined) return isParser(host, parent, outer.node, form) ? 'serves' : 'no';
  return call;
}

/** Places that read a constant which holds the value; `undefined` where it is no constant. */
export function namedReads(host: Host, name: ts.Node): readonly ts.Identifier[] | undefined {
  const { ts } = host;
  if (!ts.isIdentifier(name)) return undefined;
  const scope = enclosingFunction(ts, name) ?? name.getSourceFile();
  const symbol = symbolAt(host, name);
  return identifiersIn(ts, scope).filter(
    (identifier) =>
      identifier !== name &&
      identifier.text === name.text &&
      isReference(ts, identifier) &&
      symbolAt(host, identifier) === symbol,
  );
}

/** @returns the identifier that a constant declaration gives to exactly this expression. */
export function constantOf(host: Host, node: ts.Expression): ts.Identifier | undefined {
  const { ts } = host;
  const { node: outer } = outermost(ts, node);
  const { parent } = outer;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== outer || parent.type) return undefined;
  if ((ts.getCombinedNodeFlags(parent) & ts.NodeFlags.Const) === 0) return undefined;
  return ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** Which of both forms untyped code expects; `unknown` where nothing tells. */
export type Expects = 'value' | 'plain' | 'neutral' | 'unknown';

/** @returns what the code around an untyped expression expects it to be. */
export function expectedForm(
  host: Host,
  node: ts.Expression,
  form: WireForm,
  sent: ts.Type | undefined,
  depth = 0,
): Expects {
  const { ts, checker } = host;
  const use = plainUse(host, node, form);
  if (use !== 'no') return isPresenceTest(ts, outermost(ts, node).node, form) ? 'neutral' : 'plain';
  const { node: outer, casted } = outermost(ts, node);
  const said = casted ? typeAt(host, outer) : guarded(() => checker.getContextualType(outer));
  const held = said && holdsIn(host, said, form);
  if (held === 'value' || held === 'plain') return held;
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === outer) {
    const { text } = parent.name;
    const ofText = text in String.prototype;
    const ofValue = sent !== undefined && guarded(() => checker.getPropertyOfType(sent, text)) !== undefined;
    return ofText === ofValue ? 'unknown' : ofValue ? 'value' : 'plain';
  }
  const name = constantOf(host, node);
  if (!name || depth >= MAX_DEPTH) return 'unknown';
  return together(
    (namedReads(host, name) ?? []).map((read) => expectedForm(host, read, form, sent, depth + 1)),
  );
}

/** @returns what all places together expect. */
export function together(all: readonly Expects[]): Expects {
  const told = all.filter((one) => one !== 'neutral');
  const [first = 'neutral'] = told;
  return told.every((one) => one === first) ? first : 'unknown';
}

/** Climbs parentheses, casts, `!` and `satisfies`. */
function outermost(
  compiler: typeof ts,
  expression: ts.Expression,
): { readonly node: ts.Expression; readonly casted: boolean } {
  let node = expression;
  let casted = false;
  for (;;) {
    const { parent }: ts.Node = node;
    const cast = compiler.isAsExpression(parent) || compiler.isTypeAssertionExpression(parent);
    const wraps =
      cast ||
      compiler.isParenthesizedExpression(parent) ||
      compiler.isNonNullExpression(parent) ||
      compiler.isSatisfiesExpression(parent);
    if (!wraps) return { node, casted };
    casted ||= cast;
    node = parent;
  }
}

/** `new Date(x)`, `BigInt(x)`, `Buffer.from(x, 'base64')`: what the rewrite would write itself. */
function madeBy(host: Host, node: ts.Expression, form: WireForm): PlainUse | undefined {
  const { ts } = host;
  const { parent } = node;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  if (parent.arguments?.[0] !== node) return undefined;
  const callee = parent.expression;
  const called = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const builtIn = (): boolean =>
    symbolAt(host, ts.isPropertyAccessExpression(callee) ? callee.name : callee)?.declarations?.some((d) =>
      isBuiltIn(host, d),
    ) === true;
  switch (form.kind) {
    case 'date':
      return (called === 'Date' || called === 'parse') && builtIn() ? 'serves' : undefined;
    case 'bigint':
      return called === 'BigInt' && builtIn() ? 'serves' : undefined;
    case 'map':
      return called === 'Map' && builtIn() ? 'serves' : undefined;
    case 'set':
      return called === 'Set' && builtIn() ? 'serves' : undefined;
    case 'decimal': {
      if (!ts.isNewExpression(parent)) return undefined;
      const type = typeAt(host, parent);
      return type && holdsIn(host, type, form) === 'value' ? 'serves' : undefined;
    }
    case 'buffer':
    case 'bytes': {
      if (called !== 'from' || !ts.isCallExpression(parent) || !builtIn()) return undefined;
      const type = typeAt(host, parent);
      if (!type || holdsIn(host, type, { kind: 'buffer' }) !== 'value') return undefined;
      return parent.arguments.length === 1 ? { base64: parent } : 'serves';
    }
  }
}

function isParser(host: Host, parent: ts.Node, node: ts.Expression, form: WireForm): boolean {
  const { ts } = host;
  if (form.kind !== 'date' || !ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const callee = parent.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return (
    symbolAt(host, name)?.declarations?.some((declaration) => {
      const owner = declaringPackage(declaration);
      return owner !== undefined && dateParsers[owner]?.includes(name.getText()) === true;
    }) === true
  );
}

/** Asked whether it is there: the same answer for both forms. */
function isPresenceTest(compiler: typeof ts, node: ts.Expression, { kind }: WireForm): boolean {
  const { parent } = node;
  const { SyntaxKind } = compiler;
  if (compiler.isBinaryExpression(parent)) {
    const { kind: operator } = parent.operatorToken;
    const other = parent.left === node ? parent.right : parent.left;
    const equality =
      operator >= SyntaxKind.EqualsEqualsToken && operator <= SyntaxKind.ExclamationEqualsEqualsToken;
    const empty =
      other.kind === SyntaxKind.NullKeyword || (compiler.isIdentifier(other) && other.text === 'undefined');
    if (equality && empty) return true;
    if (operator !== SyntaxKind.AmpersandAmpersandToken || parent.left !== node) return false;
  } else if (compiler.isPrefixUnaryExpression(parent)) {
    if (parent.operator !== SyntaxKind.ExclamationToken) return false;
  } else if (compiler.isConditionalExpression(parent)) {
    if (parent.condition !== node) return false;
  } else if (!compiler.isIfStatement(parent)) return false;
  // `0n` and `''` are as good as nothing; their other forms are not, or the other way round.
  return kind !== 'bigint' && kind !== 'buffer' && kind !== 'bytes';
}
