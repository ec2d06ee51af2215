/** Secrets by where a value comes from, whatever the payload calls it: `{ pw: user.password }`, `process.env.API_KEY`. */
import type ts from 'typescript';
import {
  configReaders,
  configurationWords,
  encoders,
  hashWords,
  hidingWords,
  placeholderText,
  secretHeaders,
} from '../../adapters/secrets.js';
import { declaredBy } from '../program/declared-by.js';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { initialiser } from './flow.js';
import { secretName, secretVariable, wordsOf, type NameChoice, type SecretName } from './secret-names.js';
import { holdsSecret } from './secret-types.js';
import { builtInNames } from './structure.js';

/** A secret that a value is, or contains. */
export interface SecretValue {
  readonly secret: SecretName;
  /** How the code names it: `user.password`. */
  readonly text: string;
  /** It is read from the environment or the configuration. */
  readonly configured: boolean;
}

const MAX_STEPS = 10;

/** @returns the secret that an expression's value is or contains, by the names that it is read by. */
export function secretValue(
  host: Host,
  expression: ts.Expression,
  choice: NameChoice,
): SecretValue | undefined {
  return new Reader(host, choice).value(expression, MAX_STEPS);
}

/** How readable a value is: a text that is no secret, or a result that hides it. */
export type Readability = 'open' | 'hash' | 'hidden';

/** @returns whether an expression is a placeholder, an encrypted value or a hash of what its name says. */
export function readability(host: Host, written: ts.Expression): Readability {
  const { ts } = host;
  const expression = initialiser(host, written);
  if (ts.isStringLiteralLike(expression)) return placeholderText.test(expression.text) ? 'hidden' : 'open';
  if (expression.kind === ts.SyntaxKind.NullKeyword) return 'hidden';
  if (ts.isIdentifier(expression) && expression.text === 'undefined') return 'hidden';
  if (!ts.isCallExpression(expression)) return 'open';
  const callee = bare(ts, expression.expression);
  const parts = callee.getText().split(/\W+/u).flatMap(wordsOf);
  if (parts.some((word) => hidingWords.includes(word))) return 'hidden';
  return parts.some((word) => hashWords.includes(word)) ? 'hash' : 'open';
}

class Reader {
  readonly #host: Host;
  readonly #choice: NameChoice;

  constructor(host: Host, choice: NameChoice) {
    this.#host = host;
    this.#choice = choice;
  }

  value(written: ts.Expression, steps: number): SecretValue | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const expression = bare(ts, written);
    const next = (part: ts.Expression): SecretValue | undefined => this.value(part, steps - 1);
    if (ts.isIdentifier(expression)) return this.#name(expression, steps);
    if (ts.isPropertyAccessExpression(expression)) return this.#member(expression, expression.name);
    if (ts.isElementAccessExpression(expression)) {
      const key = bare(ts, expression.argumentExpression);
      return ts.isStringLiteralLike(key) ? this.#member(expression, key) : undefined;
    }
    if (ts.isTemplateExpression(expression)) {
      return first(
        expression.templateSpans.map((span) => span.expression),
        next,
      );
    }
    if (ts.isConditionalExpression(expression))
      return next(expression.whenTrue) ?? next(expression.whenFalse);
    if (ts.isBinaryExpression(expression)) {
      const { PlusToken, BarBarToken, QuestionQuestionToken, AmpersandAmpersandToken } = ts.SyntaxKind;
      const operator = expression.operatorToken.kind;
      if (operator === AmpersandAmpersandToken) return next(expression.right);
      return [PlusToken, BarBarToken, QuestionQuestionToken].some((kind) => kind === operator)
        ? (next(expression.left) ?? next(expression.right))
        : undefined;
    }
    return ts.isCallExpression(expression) ? this.#call(expression, next) : undefined;
  }

  #name(name: ts.Identifier, steps: number): SecretValue | undefined {
    const { ts } = this.#host;
    const made = initialiser(this.#host, name);
    if (made !== name) {
      const origin = this.value(made, steps - 1);
      if (origin) return origin;
      if (isWritten(ts, made) || readability(this.#host, made) === 'hidden') return undefined;
    }
    const declaration = symbolAt(this.#host, name)?.valueDeclaration;
    // `const { password: pw } = user`
    const key =
      declaration && ts.isBindingElement(declaration) && declaration.propertyName
        ? declaration.propertyName
        : name;
    return ts.isIdentifier(key) ? this.#named(name, key.text) : undefined;
  }

  #member(
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    key: ts.MemberName | ts.StringLiteralLike,
  ): SecretValue | undefined {
    const { ts } = this.#host;
    const holder = bare(ts, access.expression);
    if (ts.isPropertyAccessExpression(holder) && holder.name.text === 'env') {
      const secret = secretVariable(key.text, this.#choice);
      return secret && { secret, text: access.getText(), configured: true };
    }
    if (secretHeaders.includes(key.text.toLowerCase()) && this.#areHeaders(holder)) {
      return {
        secret: { kind: 'token', title: 'a header that lets its holder in', many: false },
        text: access.getText(),
        configured: false,
      };
    }
    const declaration = symbolAt(this.#host, key)?.valueDeclaration;
    // `Names.password`: a text that the program itself has written there.
    if (declaration && ts.isEnumMember(declaration)) return undefined;
    if (declaration && ts.isPropertyAssignment(declaration) && isWritten(ts, declaration.initializer))
      return undefined;
    const setting = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/u.test(key.text) && this.#isConfiguration(holder);
    const variable = setting ? secretVariable(key.text, this.#choice) : undefined;
    const type = variable && typeAt(this.#host, access);
    if (variable && type && holdsSecret(this.#host, type, variable))
      return { secret: variable, text: access.getText(), configured: true };
    return this.#named(access, key.text);
  }

  /** `env.GITHUB_TOKEN` of a module that has checked the environment. */
  #isConfiguration(holder: ts.Expression): boolean {
    const { ts } = this.#host;
    const name = ts.isPropertyAccessExpression(holder) ? holder.name : holder;
    return ts.isIdentifier(name) && wordsOf(name.text).some((word) => configurationWords.includes(word));
  }

  #areHeaders(holder: ts.Expression): boolean {
    const type = typeAt(this.#host, holder);
    return type !== undefined && builtInNames(this.#host, type).includes('IncomingHttpHeaders');
  }

  #named(expression: ts.Expression, name: string): SecretValue | undefined {
    const secret = secretName(name, this.#choice);
    const type = secret && typeAt(this.#host, expression);
    if (!secret || !type || !holdsSecret(this.#host, type, secret)) return undefined;
    return { secret, text: expression.getText(), configured: false };
  }

  #call(
    call: ts.CallExpression,
    next: (part: ts.Expression) => SecretValue | undefined,
  ): SecretValue | undefined {
    const { ts } = this.#host;
    const callee = bare(ts, call.expression);
    const [argument] = call.arguments;
    if (ts.isPropertyAccessExpression(callee)) {
      if (argument && encoders.includes(callee.getText())) return next(argument);
      if (encoders.includes(callee.name.text)) return next(callee.expression);
      return this.#configured(call, callee.name);
    }
    return argument && encoders.includes(callee.getText()) ? next(argument) : undefined;
  }

  /** `config.get('SMTP_PASSWORD')` */
  #configured(call: ts.CallExpression, name: ts.MemberName): SecretValue | undefined {
    const key = call.arguments[0] && bare(this.#host.ts, call.arguments[0]);
    if (!key || !this.#host.ts.isStringLiteralLike(key)) return undefined;
    if (!configReaders.some(({ members }) => members.includes(name.text))) return undefined;
    const by = declaredBy(this.#host, name);
    const known = configReaders.some(
      ({ home, owner, members }) => by?.home === home && by.owner === owner && members.includes(by.name),
    );
    const secret = known ? secretVariable(key.text, this.#choice) : undefined;
    return secret && { secret, text: call.getText(), configured: true };
  }
}

/** A text that stands in the program. */
function isWritten(compiler: typeof ts, written: ts.Expression): boolean {
  return compiler.isStringLiteralLike(bare(compiler, written));
}

function first<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Value | undefined,
): Value | undefined {
  for (const item of items) {
    const value = read(item);
    if (value !== undefined) return value;
  }
  return undefined;
}
