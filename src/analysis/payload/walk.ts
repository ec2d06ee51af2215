/**
 * Walks a payload as the wire would walk its value, and tells what would throw, get lost or change.
 * The argument's own type is judged, not the queue's: a `Queue<any>` hides nothing.
 */
import type ts from 'typescript';
import { codecOf, type Codec, type CodecId, type Effect, type ValueKind } from '../../adapters/codecs.js';
import { no, unknown, yes, type Answer, type UnknownReason } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { leavesOf, type Leaf } from './expression.js';
import { originOf, type ReceivedParameter } from './flow.js';
import type { PayloadPart } from './part.js';
import { alternatives, pathText, typeText, type Seat } from './structure.js';
import { MAX_PROBLEMS, Walker, type TypeVerdict } from './walker.js';

/** One value that does not arrive as it was sent. */
export interface PayloadProblem {
  readonly effect: Effect;
  readonly kind: ValueKind;
  /** From the payload's root: `user.createdAt`, `items[].price`; empty for the payload itself. */
  readonly path: string;
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  readonly typeText: string;
  /** Whether the type adds fields of its own to a built-in, which arrive: `class AppError extends Error { code = 1 }`. */
  readonly adds: boolean;
  /** The expression whose value, or a part of it, has the problem. */
  readonly expression: ts.Expression | undefined;
  /** Whether that expression has the problem for certain and as a whole: one type, not null, nothing below it. */
  readonly whole: boolean;
}

/** `yes` with the problems, `no` when all of it arrives as sent, `unknown` when a part is out of sight. */
export type PayloadVerdict = Answer<readonly PayloadProblem[]>;

/**
 * @param received tells parameters that hold a task's payload: what came off the wire is plain data, whatever its type says
 * @param most problems that are told; a rewrite wants all that are written in the payload
 * @returns what the wire does to a payload part
 */
export function walkPayload(
  host: Host,
  part: PayloadPart,
  codec: CodecId,
  received?: ReceivedParameter,
  most = MAX_PROBLEMS,
): PayloadVerdict {
  const wire = codecOf(codec);
  const problems: PayloadProblem[] = [];
  let open: UnknownReason | undefined;
  for (const leaf of leavesOf(host, part)) {
    const origin = leaf.expression && originOf(host, leaf.expression, received);
    if (origin === 'untyped') open ??= 'any type';
    if (origin) continue;
    const verdict = walkLeaf(host, leaf, wire);
    open ??= verdict.open;
    const whole = leaf.path === '' && part.path.length === 0;
    for (const found of verdict.found) {
      if (whole && found.path === '' && wire.whole?.includes(found.kind) === true) {
        open ??= 'out of sight';
        continue;
      }
      problems.push({
        ...found,
        path: pathText(leaf.path + found.path),
        node: leaf.node,
        expression: leaf.expression,
        whole: found.path === '' && !leaf.spread && alternatives(host, leaf.type).length === 1,
      });
    }
  }
  if (problems.length > 0) return yes(heaviest(problems, most));
  return open ? unknown(open) : no;
}

/** @returns at most so many, what throws before what is lost and what changes, in the order of the source. */
function heaviest(problems: readonly PayloadProblem[], most: number): readonly PayloadProblem[] {
  if (problems.length <= most) return problems;
  const weights: readonly Effect[] = ['throws', 'loses', 'changes'];
  const chosen = weights.flatMap((weight) => problems.filter(({ effect }) => effect === weight));
  const told = new Set(chosen.slice(0, most));
  return problems.filter((problem) => told.has(problem));
}

function walkLeaf(host: Host, leaf: Leaf, codec: Codec): TypeVerdict {
  const simple = (kind: ValueKind): TypeVerdict => {
    const effect = codec.effects[kind];
    const found = effect
      ? [{ effect, kind, path: '', typeText: typeText(host, leaf.type), adds: false }]
      : [];
    return { found, open: codec.open?.includes(kind) ? 'out of sight' : undefined };
  };
  if (leaf.symbolKey) return simple('symbol-key');
  if (leaf.expression && isNotFinite(host, leaf.expression)) return simple('nan');
  // Of a spread only the own properties are copied; methods are gone before the wire sees them.
  if (leaf.changed) return { found: [], open: 'dynamic value' };
  if (leaf.spread) return new Walker(host, codec, leaf.overridden).spread(leaf.type);
  if (leaf.overridden.size > 0) return new Walker(host, codec, leaf.overridden).whole(leaf.type, leaf.seat);
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
