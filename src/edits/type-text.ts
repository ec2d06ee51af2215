/** A type as text that another module can write, without `any` and without reaching for what it cannot import. */
import type ts from 'typescript';
import { freeNames } from '../analysis/behaviour/closure.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import type { Supply } from './supply.js';

const MAX_DEPTH = 6;
const MAX_MEMBERS = 30;

/** Writes types for one new module. */
export class TypeWriter {
  constructor(
    private readonly host: Host,
    private readonly supply: Supply,
    /** Type nodes of the old file, whose wording is kept where it means the same type. */
    private readonly wordings: readonly ts.TypeNode[],
    private readonly quote: "'" | '"',
  ) {}

  /** @returns the type as text, or `undefined` when it is `any` or cannot be named from there. */
  write(type: ts.Type, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    return this.asWritten(type) ?? this.named(type, depth) ?? this.structure(type, depth);
  }

  /** @returns a type node's own text, if the new module can have all its names. */
  fromNode(node: ts.TypeNode): string | undefined {
    if (this.saysAny(node) || this.hasComment(node)) return undefined;
    const names = freeNames(this.host, node);
    return names.every((name) => this.supply.byBinding(name)) ? node.getText() : undefined;
  }

  private asWritten(type: ts.Type): string | undefined {
    const node = this.wordings.find(
      (candidate) => guarded(() => this.host.checker.getTypeFromTypeNode(candidate)) === type,
    );
    return node && this.fromNode(node);
  }

  private saysAny(node: ts.Node): boolean {
    const { ts } = this.host;
    if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
    return ts.forEachChild(node, (child) => this.saysAny(child) || undefined) ?? false;
  }

  private hasComment(node: ts.Node): boolean {
    return /\/[/*]/u.test(node.getText());
  }

  private named(type: ts.Type, depth: number): string | undefined {
    const { ts } = this.host;
    if (type.aliasSymbol) {
      const name = this.supply.bySymbol(type.aliasSymbol);
      const args = name === undefined ? undefined : this.all(type.aliasTypeArguments ?? [], depth);
      if (name !== undefined && args) return args.length > 0 ? `${name}<${args.join(', ')}>` : name;
    }
    const intrinsic = this.intrinsic(type);
    if (intrinsic !== undefined) return intrinsic;
    const symbol = type.getSymbol();
    if (!symbol) return undefined;
    if ((type.flags & ts.TypeFlags.EnumLiteral) !== 0) return this.enumName(symbol);
    if ((type.flags & ts.TypeFlags.Object) === 0) return undefined;
    const target = isReference(type) ? type.target : type;
    if (!target.isClassOrInterface() || this.host.checker.isArrayType(type)) return undefined;
    const name = this.supply.bySymbol(symbol);
    if (name === undefined) return undefined;
    const parameters = target.typeParameters ?? [];
    const given = isReference(type) ? this.host.checker.getTypeArguments(type) : [];
    const outer = target.outerTypeParameters?.length ?? 0;
    const args = this.all(
      withoutDefaults(parameters.slice(outer), given.slice(outer, parameters.length)),
      depth,
    );
    if (!args || outer > 0) return undefined;
    return args.length > 0 ? `${name}<${args.join(', ')}>` : name;
  }

  private intrinsic(type: ts.Type): string | undefined {
    const { TypeFlags } = this.host.ts;
    if (type.isStringLiteral()) return quoted(type.value, this.quote);
    if (type.isNumberLiteral()) return String(type.value);
    if ((type.flags & TypeFlags.EnumLike) !== 0) return undefined;
    const plain =
      TypeFlags.String |
      TypeFlags.Number |
      TypeFlags.Boolean |
      TypeFlags.BooleanLiteral |
      TypeFlags.BigInt |
      TypeFlags.BigIntLiteral |
      TypeFlags.ESSymbol |
      TypeFlags.Void |
      TypeFlags.Undefined |
      TypeFlags.Null |
      TypeFlags.Never |
      TypeFlags.Unknown |
      TypeFlags.NonPrimitive;
    return (type.flags & plain) !== 0 ? this.host.checker.typeToString(type) : undefined;
  }

  private enumName(symbol: ts.Symbol): string | undefined {
    const { ts } = this.host;
    const declaration = symbol.valueDeclaration;
    if (declaration && ts.isEnumMember(declaration)) {
      const parent = guarded(() => this.host.checker.getSymbolAtLocation(declaration.parent.name));
      const name = parent && this.supply.bySymbol(parent);
      return name === undefined ? undefined : `${name}.${symbol.name}`;
    }
    return this.supply.bySymbol(symbol);
  }

  private structure(type: ts.Type, depth: number): string | undefined {
    const { ts, checker } = this.host;
    if (type.isUnion()) return this.union(type.types, depth);
    if (type.isIntersection()) return this.joined(type.types, ' & ', depth);
    if ((type.flags & ts.TypeFlags.Object) === 0) return undefined;
    if (checker.isTupleType(type)) return this.tuple(type as ts.TypeReference, depth);
    if (checker.isArrayType(type)) return this.array(type as ts.TypeReference, depth);
    if (type.getConstructSignatures().length > 0) {
      const symbol = type.getSymbol();
      const name = symbol && this.supply.bySymbol(symbol);
      return name === undefined ? undefined : `typeof ${name}`;
    }
    if (type.isClassOrInterface()) return undefined;
    const signatures = type.getCallSignatures();
    if (signatures.length > 0) {
      const [only] = signatures;
      if (!only || signatures.length > 1 || type.getProperties().length > 0) return undefined;
      return this.signature(only, depth);
    }
    return this.literal(type, depth);
  }

  private union(types: readonly ts.Type[], depth: number): string | undefined {
    const { TypeFlags } = this.host.ts;
    const booleans = types.filter((type) => (type.flags & TypeFlags.BooleanLiteral) !== 0);
    const empty = types.filter((type) => (type.flags & (TypeFlags.Undefined | TypeFlags.Null)) !== 0);
    const rest = types.filter((type) => !booleans.includes(type) && !empty.includes(type));
    const parts = rest.map((type) => this.inUnion(type, depth));
    parts.push(
      ...(booleans.length === 2 ? ['boolean'] : booleans.map((type) => this.write(type, depth + 1))),
    );
    parts.push(...empty.map((type) => this.intrinsic(type)));
    return parts.every((part) => part !== undefined) ? [...new Set(parts)].join(' | ') : undefined;
  }

  private inUnion(type: ts.Type, depth: number): string | undefined {
    const text = this.write(type, depth + 1);
    return text !== undefined && type.getCallSignatures().length > 0 ? `(${text})` : text;
  }

  private joined(types: readonly ts.Type[], separator: string, depth: number): string | undefined {
    const parts = types.map((type) => {
      const text = this.inUnion(type, depth);
      return text?.includes(' | ') === true ? `(${text})` : text;
    });
    return parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;
  }

  private array(type: ts.TypeReference, depth: number): string | undefined {
    const [element] = this.host.checker.getTypeArguments(type);
    const text = element && this.write(element, depth + 1);
    if (text === undefined) return undefined;
    const readonly = type.getSymbol()?.name === 'ReadonlyArray' ? 'readonly ' : '';
    return /^[\w.]+$/u.test(text) ? `${readonly}${text}[]` : `${readonly}(${text})[]`;
  }

  private tuple(type: ts.TypeReference, depth: number): string | undefined {
    const target = type.target as ts.TupleType;
    if (target.elementFlags.some((flag) => flag !== this.host.ts.ElementFlags.Required)) return undefined;
    const parts = this.all(this.host.checker.getTypeArguments(type), depth);
    return parts && `${target.readonly ? 'readonly ' : ''}[${parts.join(', ')}]`;
  }

  private signature(signature: ts.Signature, depth: number): string | undefined {
    const { ts, checker } = this.host;
    if ((signature.typeParameters?.length ?? 0) > 0) return undefined;
    if (signature.getReturnType().flags & ts.TypeFlags.Any) return undefined;
    if (guarded(() => checker.getTypePredicateOfSignature(signature))) return undefined;
    const parameters: string[] = [];
    for (const parameter of signature.getParameters()) {
      const declaration = parameter.valueDeclaration;
      if (!declaration || !ts.isParameter(declaration) || declaration.dotDotDotToken) return undefined;
      if (!ts.isIdentifier(declaration.name)) return undefined;
      const optional = declaration.questionToken !== undefined || declaration.initializer !== undefined;
      const text = this.member(checker.getTypeOfSymbol(parameter), optional, depth);
      if (text === undefined) return undefined;
      parameters.push(`${parameter.name}${optional ? '?' : ''}: ${text}`);
    }
    const result = this.write(signature.getReturnType(), depth + 1);
    return result === undefined ? undefined : `(${parameters.join(', ')}) => ${result}`;
  }

  private literal(type: ts.Type, depth: number): string | undefined {
    const { ts, checker } = this.host;
    const members: string[] = [];
    const properties = type.getProperties();
    if (properties.length > MAX_MEMBERS || !(type.getSymbol()?.flags ?? 0)) return undefined;
    for (const property of properties) {
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const text = this.member(checker.getTypeOfSymbol(property), optional, depth);
      if (text === undefined || property.name.startsWith('__')) return undefined;
      const name = /^[A-Za-z_$][\w$]*$/u.test(property.name)
        ? property.name
        : quoted(property.name, this.quote);
      const readonly = property.declarations?.some(
        (entry) => (ts.getCombinedModifierFlags(entry) & ts.ModifierFlags.Readonly) !== 0,
      );
      members.push(`${readonly ? 'readonly ' : ''}${name}${optional ? '?' : ''}: ${text}`);
    }
    for (const info of checker.getIndexInfosOfType(type)) {
      const key = this.write(info.keyType, depth + 1);
      const value = this.write(info.type, depth + 1);
      if (key === undefined || value === undefined) return undefined;
      members.push(`${info.isReadonly ? 'readonly ' : ''}[key: ${key}]: ${value}`);
    }
    return members.length > 0 ? `{ ${members.join('; ')} }` : undefined;
  }

  /** An optional member's type; `?` says that it may be missing. */
  private member(type: ts.Type, optional: boolean, depth: number): string | undefined {
    if (!optional || !type.isUnion()) return this.write(type, depth + 1);
    const { TypeFlags } = this.host.ts;
    const rest = type.types.filter((entry) => (entry.flags & TypeFlags.Undefined) === 0);
    if (rest.length === type.types.length) return this.write(type, depth + 1);
    const [only] = rest;
    return rest.length === 1 && only ? this.write(only, depth + 1) : this.union(rest, depth);
  }

  private all(types: readonly ts.Type[], depth: number): readonly string[] | undefined {
    const parts = types.map((type) => this.write(type, depth + 1));
    return parts.filter((part) => part !== undefined).length === parts.length
      ? (parts as string[])
      : undefined;
  }
}

/** Drops the last type arguments that say what their parameters' defaults say. */
function withoutDefaults(
  parameters: readonly ts.TypeParameter[],
  given: readonly ts.Type[],
): readonly ts.Type[] {
  let count = given.length;
  while (count > 0) {
    const fallback = parameters[count - 1]?.getDefault();
    if (!fallback) break;
    const stand = parameters.findIndex((parameter) => parameter === fallback);
    const same = stand >= 0 ? given[stand] === given[count - 1] : fallback === given[count - 1];
    // A default computed from the arguments before it can be left out wherever it is not set apart.
    if (!same && !('checkType' in fallback || 'root' in fallback)) break;
    count -= 1;
  }
  return given.slice(0, count);
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return 'target' in type;
}

function quoted(text: string, quote: "'" | '"'): string {
  const json = JSON.stringify(text);
  return quote === '"' ? json : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
