/** Functions around an enqueue whose payload cannot be followed: what the user may name in `settings['task-queue'].wrappers`. */
import type ts from 'typescript';
import type { Host, WrapperSetting } from '../program/host.js';
import { isOpaque, symbolAt } from '../program/symbols.js';
import { enclosingFunction, functionName, type FunctionWithBody } from '../program/syntax.js';
import type { EnqueueSite } from './site.js';

/** A setting that would let calls of a function be judged. */
export interface WrapperSuggestion {
  readonly setting: WrapperSetting;
  /** Where the function is. */
  readonly file: string;
  readonly line: number;
}

/**
 * @param bodies task bodies, which the library calls and no wrapper's caller
 * @returns the setting for the function around an enqueue whose payload is not followed to the function's callers
 */
export function wrapperSuggestion(
  host: Host,
  site: EnqueueSite,
  bodies: ReadonlySet<ts.Node>,
): WrapperSuggestion | undefined {
  const { ts } = host;
  if (site.wrappers.length > 0 || site.callers.length > 0 || site.item > 0 || isKnown(host, site))
    return undefined;
  const fn = enclosingFunction(ts, site.call);
  const name = fn && functionName(ts, fn);
  if (!fn || name === undefined || ts.isConstructorDeclaration(fn) || bodies.has(fn)) return undefined;
  const used = parametersIn(host, fn, site.call.arguments);
  const payload = used.find((index) => isPayload(host, fn, index));
  if (payload === undefined) return undefined;
  const file = fn.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(fn.getStart(file));
  return {
    setting: { name, library: site.adapter.id, payload },
    file: file.fileName,
    line: line + 1,
  };
}

/** Every part of the payload is there, with a type that says something. */
function isKnown(host: Host, { payloads }: EnqueueSite): boolean {
  return payloads.length > 0 && payloads.every(({ type }) => !isOpaque(host, type));
}

/** Indexes of the function's parameters that the arguments of a call mention, in the order of the parameters. */
function parametersIn(host: Host, fn: FunctionWithBody, args: readonly ts.Expression[]): readonly number[] {
  const { ts } = host;
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const declaration = symbolAt(host, node)?.valueDeclaration;
      const index = fn.parameters.findIndex((parameter) => parameter === declaration);
      if (index >= 0) found.add(index);
    }
    ts.forEachChild(node, visit);
  };
  for (const argument of args) visit(argument);
  return [...found].sort((a, b) => a - b);
}

/** A text names a task or queue; anything else may be the payload. */
function isPayload(host: Host, fn: FunctionWithBody, index: number): boolean {
  const parameter = fn.parameters[index];
  if (!parameter || !host.ts.isParameter(parameter)) return false;
  const { StringLike, NumberLike, BooleanLike } = host.ts.TypeFlags;
  return (host.checker.getTypeAtLocation(parameter).flags & (StringLike | NumberLike | BooleanLike)) === 0;
}
