/** Whether an expression has another value every time it is asked, at full resolution: a time that is rounded is a window. */
import type ts from 'typescript';
import { volatileBuiltIns, volatileExports, type Volatility } from '../../adapters/volatile.js';
import type { Bound } from './bound.js';
import { moduleOf, ownerName } from './declared-by.js';
import type { Host } from './host.js';
import { declaringPackage, isBuiltIn, symbolAt } from './symbols.js';
import { bare } from './syntax.js';
import { resolve } from './values.js';

/** Members through which a time stays exact. */
const EXACT = /^(?:getTime|valueOf|toISOString|toJSON|toString|toFixed)$/u;
/** Members and functions through which randomness stays random. */
const STILL_RANDOM =
  /^(?:slice|substring|substr|replace|replaceAll|toLowerCase|toUpperCase|padStart|padEnd)$/u;
const ROUNDING = /^(?:floor|round|ceil|trunc)$/u;

/** @returns why a value changes with every evaluation; `undefined` when that is not proven. */
export function volatility(
  host: Host,
  bound: Bound,
  isAttempt: (access: ts.PropertyAccessExpression) => boolean,
  depth = 8,
): Volatility | undefined {
  if (depth <= 0) return undefined;
  const { ts } = host;
  const direct = bare(ts, bound.expression);
  if (ts.isPropertyAccessExpression(direct) && isAttempt(direct)) return 'attempt';
  const target = resolve(host, bound);
  const { expression, scope } = target.is === 'yes' ? target.value : { ...bound, expression: direct };
  const below = (part: ts.Expression): Volatility | undefined =>
    volatility(host, { expression: part, scope }, isAttempt, depth - 1);
  if (ts.isNewExpression(expression)) {
    const now =
      (expression.arguments ?? []).length === 0 && nameOfBuiltIn(host, expression.expression) === 'Date';
    return now ? 'clock' : undefined;
  }
  if (ts.isPrefixUnaryExpression(expression)) return below(expression.operand);
  if (ts.isBinaryExpression(expression)) return ofArithmetic(host, expression, below);
  if (ts.isCallExpression(expression)) return ofCall(host, expression, below);
  if (ts.isPropertyAccessExpression(expression) && isAttempt(expression)) return 'attempt';
  return undefined;
}

function ofArithmetic(
  host: Host,
  { left, right, operatorToken }: ts.BinaryExpression,
  below: (part: ts.Expression) => Volatility | undefined,
): Volatility | undefined {
  const { PlusToken, MinusToken, AsteriskToken } = host.ts.SyntaxKind;
  const operator = operatorToken.kind;
  const found = below(left) ?? below(right);
  if (operator === PlusToken || operator === MinusToken) return found;
  return operator === AsteriskToken && found === 'random' ? found : undefined;
}

function ofCall(
  host: Host,
  call: ts.CallExpression,
  below: (part: ts.Expression) => Volatility | undefined,
): Volatility | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const source = sourceOf(host, name);
  if (source) return source;
  const builtIn = nameOfBuiltIn(host, name);
  if (builtIn === undefined) return undefined;
  const first = call.arguments[0];
  if (!ts.isPropertyAccessExpression(callee)) {
    return first && (builtIn === 'String' || builtIn === 'Number') ? below(first) : undefined;
  }
  if (EXACT.test(builtIn)) return below(callee.expression);
  const random = STILL_RANDOM.test(builtIn) ? callee.expression : ROUNDING.test(builtIn) ? first : undefined;
  return random && below(random) === 'random' ? 'random' : undefined;
}

/** A function that is known to return another value on every call, by its declaring package and owner. */
function sourceOf(host: Host, name: ts.Node): Volatility | undefined {
  const symbol = symbolAt(host, name);
  const declaration = symbol?.declarations?.[0];
  if (!declaration) return undefined;
  const holder = ownerName(host, declaration);
  const inLanguage = host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  const owned = holder === undefined ? undefined : volatileBuiltIns[`${holder}.${symbol.name}`];
  if (inLanguage) return owned;
  const home = declaringPackage(declaration);
  if (home === undefined) return undefined;
  const module = home === '@types/node' || home === 'node' ? moduleOf(host, declaration) : home;
  const exports = module === undefined ? undefined : volatileExports[module];
  return exports?.[symbol.name] ?? exports?.['*'] ?? (module?.startsWith('node:') ? owned : undefined);
}

/** Name of something that the language or Node declares. */
function nameOfBuiltIn(host: Host, node: ts.Node): string | undefined {
  const symbol = symbolAt(host, node);
  const declaration = symbol?.declarations?.[0];
  return symbol && declaration && isBuiltIn(host, declaration) ? symbol.name : undefined;
}
