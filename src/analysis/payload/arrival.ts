/** As what a value of a type arrives at the worker. */
import type ts from 'typescript';
import type { Codec } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { guarded, isOpaque } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
import { alternatives, classOf, elementsOf, isCallable, isLibraryObject, isOwn } from './structure.js';

/**
 * Kinds that a wire tells apart; `text` is a Date or another instance that arrives as a text, `instance` one that arrives
 * as what it is.
 */
export type ArrivingKind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'text' | 'instance';

/** @returns how a value of a type arrives; `undefined` when that is open, or when it does not arrive as it was. */
export function arrivalOf(host: Host, codec: Codec, type: ts.Type): ArrivingKind | undefined {
  const simple = primitiveKind(host, type);
  if (simple) return simple;
  if ((type.flags & (host.ts.TypeFlags.Object | host.ts.TypeFlags.Intersection)) === 0) return undefined;
  if (isCallable(type)) return undefined;
  if (elementsOf(host, type)) return 'array';
  const builtIn = kindOfBuiltIn(host, type);
  if (builtIn === 'lax') return undefined;
  if (builtIn !== undefined) {
    if (codec.open?.includes(builtIn) === true) return undefined;
    const effect = codec.effects[builtIn];
    if (effect === undefined) return 'instance';
    return (builtIn === 'date' || builtIn === 'url') && effect === 'changes' ? 'text' : undefined;
  }
  if (host.checker.getPropertyOfType(type, 'toJSON'))
    return codec.toJSON && codec.effects['self-written'] === 'changes' && writesText(host, type)
      ? 'text'
      : undefined;
  const own = classOf(host, type);
  return !(own && isOwn(host, own)) && isLibraryObject(host, type) ? undefined : 'object';
}

function primitiveKind(host: Host, type: ts.Type): ArrivingKind | undefined {
  const { TypeFlags } = host.ts;
  if ((type.flags & (TypeFlags.StringLike | TypeFlags.Index)) !== 0) return 'string';
  if ((type.flags & TypeFlags.NumberLike) !== 0) return 'number';
  return (type.flags & TypeFlags.BooleanLike) !== 0 ? 'boolean' : undefined;
}

/** @returns types of a member that a path of names leads to, in all members of unions; arrays are looked into, `any` stays. */
export function typesAt(host: Host, type: ts.Type, names: readonly string[]): readonly ts.Type[] {
  return names.reduce<readonly ts.Type[]>(
    (types, name) => types.flatMap((option) => membersAt(host, option, name)),
    [type],
  );
}

function membersAt(host: Host, type: ts.Type, name: string): readonly ts.Type[] {
  return alternatives(host, type).flatMap((option): readonly ts.Type[] => {
    if (isOpaque(host, option)) return [option];
    const elements = elementsOf(host, option);
    if (elements) return elements.flatMap((element) => membersAt(host, element.type, name));
    const property = guarded(() => host.checker.getPropertyOfType(option, name));
    const found = property && guarded(() => host.checker.getTypeOfSymbol(property));
    return found ? [found] : [];
  });
}

/** @returns whether a type declares a text at the end of a path of names. */
export function isTextAt(host: Host, type: ts.Type, names: readonly string[]): boolean {
  const { StringLike, Undefined, Null } = host.ts.TypeFlags;
  const options = typesAt(host, type, names)
    .flatMap((option) => elementsOf(host, option)?.map((element) => element.type) ?? [option])
    .flatMap((option) => alternatives(host, option))
    .filter(({ flags }) => (flags & (Undefined | Null)) === 0);
  return options.length > 0 && options.every(({ flags }) => (flags & StringLike) !== 0);
}

/** @returns whether a type's one plain `toJSON` returns a text: `Decimal`, luxon's `DateTime`. */
export function writesText(host: Host, type: ts.Type): boolean {
  const method = guarded(() => host.checker.getPropertyOfType(type, 'toJSON'));
  const signatures = method ? host.checker.getTypeOfSymbol(method).getCallSignatures() : [];
  const [signature] = signatures;
  if (!signature || signatures.length > 1 || signature.getTypeParameters()) return false;
  const options = alternatives(host, host.checker.getReturnTypeOfSignature(signature));
  const { StringLike, Null } = host.ts.TypeFlags;
  return (
    options.some(({ flags }) => (flags & StringLike) !== 0) &&
    options.every(({ flags }) => (flags & (StringLike | Null)) !== 0)
  );
}
