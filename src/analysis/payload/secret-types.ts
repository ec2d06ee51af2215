/** Secrets inside the type of a payload value, and whether a type can hold one at all. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { guarded } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
import { recognise } from './recognise/index.js';
import { secretName, type NameChoice, type SecretName } from './secret-names.js';
import {
  alternatives,
  elementsOf,
  isBehaviour,
  isCallable,
  isLibraryObject,
  isObjectLike,
  isOwn,
  MAX_DEPTH,
  MAX_NODES,
  presenceOf,
  propertiesOf,
  type Child,
} from './structure.js';

/** One member of a type that holds a secret. */
export interface SecretMember {
  /** Path text below the value, with a leading dot. */
  readonly path: string;
  readonly secret: SecretName;
}

/** Most members that are told of one value. */
const MAX_MEMBERS = 5;

/** @returns whether a value of this type can be a secret: a text or bytes, not a number, a flag, a date or one of a few known texts. */
export function holdsSecret(host: Host, type: ts.Type, secret: SecretName): boolean {
  const { TypeFlags } = host.ts;
  const texts = TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping;
  return alternatives(host, type).some((option) => {
    if ((option.flags & (TypeFlags.Any | TypeFlags.Unknown | texts)) !== 0) return true;
    if (option.isIntersection()) return option.types.some((part) => (part.flags & texts) !== 0);
    if ((option.flags & TypeFlags.Object) === 0) return false;
    if (kindOfBuiltIn(host, option) === 'bytes') return true;
    if (!secret.many) return false;
    const elements = elementsOf(host, option);
    const inside = elements ?? propertiesOf(host, option).filter(({ symbol }) => symbol === undefined);
    return inside.some((child) => holdsSecret(host, child.type, { ...secret, many: false }));
  });
}

/**
 * @param without properties of the value itself that are not sent from here
 * @returns members that every value of the type has, at any depth. Rows of an ORM are left out: their model knows more.
 */
export function secretMembers(
  host: Host,
  type: ts.Type,
  choice: NameChoice,
  without: ReadonlySet<string> = new Set(),
): readonly SecretMember[] {
  return new Walk(host, choice, without).value(type, '').slice(0, MAX_MEMBERS);
}

class Walk {
  readonly #host: Host;
  readonly #choice: NameChoice;
  readonly #without: ReadonlySet<string>;
  readonly #stack: ts.Type[] = [];
  #nodes = 0;

  constructor(host: Host, choice: NameChoice, without: ReadonlySet<string>) {
    this.#host = host;
    this.#choice = choice;
    this.#without = without;
  }

  value(type: ts.Type, path: string): readonly SecretMember[] {
    const options = alternatives(this.#host, type).filter((option) => isObjectLike(this.#host, option));
    const [first, ...others] = options.map((option) => this.#object(option, path));
    if (!first) return [];
    // Of several forms only what all of them have is certain.
    return first.filter((member) => others.every((other) => other.some((same) => same.path === member.path)));
  }

  #object(type: ts.Type, path: string): readonly SecretMember[] {
    const host = this.#host;
    if (this.#stack.includes(type) || this.#stack.length >= MAX_DEPTH || ++this.#nodes > MAX_NODES) return [];
    this.#stack.push(type);
    try {
      const elements = elementsOf(host, type);
      if (elements) return elements.flatMap((child) => this.value(child.type, path + child.suffix));
      if (isCallable(type) || kindOfBuiltIn(host, type) !== undefined || this.#isRow(type)) return [];
      // What it writes of itself is its own decision.
      if (host.checker.getPropertyOfType(type, 'toJSON') || isLibraryObject(host, type)) return [];
      return propertiesOf(host, type).flatMap((child) => this.#member(child, path));
    } finally {
      this.#stack.pop();
    }
  }

  #member(child: Child, path: string): readonly SecretMember[] {
    const { symbol } = child;
    if (symbol) {
      if (path === '' && this.#without.has(symbol.name)) return [];
      if (isBehaviour(this.#host, symbol) || !this.#isSent(symbol)) return [];
      const secret = secretName(symbol.name, this.#choice);
      if (secret && holdsSecret(this.#host, child.type, secret))
        return [{ path: path + child.suffix, secret }];
    }
    return this.value(child.type, path + child.suffix);
  }

  /** A payload's own `password?: string` says that passwords are sent, now and then; a library's optional member does not. */
  #isSent(symbol: ts.Symbol): boolean {
    const presence = presenceOf(this.#host, symbol);
    if (presence !== 'declared') return presence === 'certain';
    return symbol.declarations?.some((declaration) => isOwn(this.#host, declaration)) === true;
  }

  #isRow(type: ts.Type): boolean {
    const shape = guarded(() => recognise(this.#host, type))?.shape;
    return shape === 'instance' || shape === 'row' || shape === 'snapshot' || shape === 'serialised';
  }
}
