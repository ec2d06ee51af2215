/** What a task hands back to its queue. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { guarded, isOpaque, typeAt } from '../program/symbols.js';
import { returnedExpressions } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';

/** A returned value whose size grows with the data it holds. */
export interface LargeResult {
  readonly node: ts.Expression;
  /** How messages call it: `an array of Order`, `a Buffer`. */
  readonly what: string;
}

/** @returns the first list of objects or binary value that a task returns; a count, an id or a flag is no burden. */
export function largeResult(host: Host, task: TaskBody): LargeResult | undefined {
  for (const node of returnedExpressions(host.ts, task.function)) {
    const type = typeAt(host, node);
    const value = type && guarded(() => host.checker.getAwaitedType(type));
    const what = value && largeType(host, value);
    if (what !== undefined) return { node, what };
  }
  return undefined;
}

function largeType(host: Host, type: ts.Type): string | undefined {
  const { checker } = host;
  if (isOpaque(host, type)) return undefined;
  if (checker.isArrayType(type)) {
    const element = checker.getTypeArguments(type as ts.TypeReference)[0];
    const isObject = element && (element.flags & host.ts.TypeFlags.Object) !== 0;
    return isObject ? `an array of ${checker.typeToString(element)}` : undefined;
  }
  const name = type.getSymbol()?.name;
  const declaration = type.getSymbol()?.declarations?.[0];
  const fromNode = declaration?.getSourceFile().isDeclarationFile === true;
  return fromNode && (name === 'Buffer' || name === 'Uint8Array') ? `a ${name}` : undefined;
}
