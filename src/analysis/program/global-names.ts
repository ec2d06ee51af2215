/** Whether a global name still means the global where code is added. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { guarded, isBuiltIn } from './symbols.js';

/** @returns whether `name` at a place is the language's (or Node's) own, not something that the program calls so. */
export function isGlobalAt(host: Host, at: ts.Node, name: string): boolean {
  const symbols = guarded(() => host.checker.getSymbolsInScope(at, host.ts.SymbolFlags.Value)) ?? [];
  const found = symbols.find((symbol) => symbol.name === name);
  return found?.declarations?.some((declaration) => isBuiltIn(host, declaration)) === true;
}
