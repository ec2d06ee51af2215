/**
 * What the compiler remembers of mapped types but does not tell in its public interface: what they were made over.
 * Every read is feature-detected; where a compiler has none of it, the answer is `undefined` and names have to do.
 */
import type ts from 'typescript';

interface Mapper {
  readonly source?: ts.Type;
  readonly target?: unknown;
  readonly sources?: readonly ts.Type[];
  readonly targets?: readonly unknown[];
  readonly mapper1?: Mapper;
  readonly mapper2?: Mapper;
}

interface Links {
  readonly mappedType?: ts.Type;
  readonly syntheticOrigin?: ts.Symbol;
}

const MAX_DEPTH = 12;

/** @returns what stands for a type parameter of the alias around a mapped type: `UserTable` for `R` of `Selectable<UserTable>`. */
export function madeOver(type: ts.Type, parameter: string): ts.Type | undefined {
  return find((type as { mapper?: Mapper }).mapper, parameter, 0);
}

function find(mapper: Mapper | undefined, parameter: string, depth: number): ts.Type | undefined {
  if (!mapper || depth > MAX_DEPTH) return undefined;
  const pairs: readonly (readonly [ts.Type | undefined, unknown])[] =
    mapper.sources && mapper.targets
      ? mapper.sources.map((source, index) => [source, mapper.targets?.[index]])
      : [[mapper.source, mapper.target]];
  for (const [source, target] of pairs) {
    const named = (source as { symbol?: ts.Symbol } | undefined)?.symbol?.name === parameter;
    if (named && isType(target) && target !== source) return target;
  }
  return find(mapper.mapper1, parameter, depth + 1) ?? find(mapper.mapper2, parameter, depth + 1);
}

function isType(value: unknown): value is ts.Type {
  return typeof value === 'object' && value !== null && 'flags' in value;
}

/** @returns the mapped types that a member came through, through spread, rest and `Omit`, the nearest first. */
export function mappedTypesOf(symbol: ts.Symbol): readonly ts.Type[] {
  const found: ts.Type[] = [];
  let at: ts.Symbol | undefined = symbol;
  for (let step = 0; at && step < MAX_DEPTH; step++) {
    const links: Links | undefined = (at as { links?: Links }).links;
    if (links?.mappedType) found.push(links.mappedType);
    at = links?.syntheticOrigin;
  }
  return found;
}
