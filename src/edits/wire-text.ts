/** Expressions that put a value into its plain form, and that make the value of it again. */
import type ts from 'typescript';
import { EACH, valueAt, type ValueAt } from '../analysis/payload/value-paths.js';
import type { WireForm } from '../analysis/payload/wire-forms.js';
import type { Host } from '../analysis/program/host.js';
import { elementName } from './key-slot.js';
import type { WireShape } from './wire-shape.js';

/** @returns whether types say nothing about null. */
export function isLoose(host: Host): boolean {
  const options = host.program.getCompilerOptions();
  return !(options.strictNullChecks ?? options.strict ?? false);
}

/** What may be missing at a place. */
export type Missing = Pick<ValueAt, 'null' | 'undefined'>;

/** Nothing may be missing. */
export const present: Missing = { null: false, undefined: false };

/** How a place is read in the program's own types. */
export interface Reading {
  readonly host: Host;
  /** Type of the value; `undefined` where none is known. */
  readonly type: ts.Type | undefined;
  readonly at: ts.Node;
  /** What to reckon with everywhere, where the compiler is not told about null. */
  readonly loose?: Missing | undefined;
}

/** @returns what may be missing at the end of steps, as far as types say so. */
export function missingAt({ host, type, at, loose }: Reading, steps: readonly string[]): Missing {
  return loose ?? (type && valueAt(host, type, steps, at)) ?? present;
}

/**
 * @param text the value's expression; an operand as it stands
 * @param missing what may stand in its place
 * @returns the expression of the plain form, or `undefined` where it would have to repeat what cannot be repeated
 */
export function plainText(
  shape: WireShape,
  text: string,
  missing: Missing,
  reading: Reading,
): string | undefined {
  const { form, each } = shape;
  if (form) return sent(form, text, missing);
  if (each) {
    const name = elementName(lastName(text), 'value');
    const body = plainText(each, name, missingAt(reading, [EACH]), below(reading, EACH));
    return body && chained(text, `map((${name}) => ${arrowBody(body)})`, missing);
  }
  if (!isReference(text)) return undefined;
  const members = [...shape.properties].map(([name, inner]) => {
    const value = plainText(inner, `${text}.${name}`, missingAt(reading, [name]), below(reading, name));
    return value && `${name}: ${value}`;
  });
  if (members.some((member) => member === undefined)) return undefined;
  const object = `{ ...${text}, ${members.join(', ')} }`;
  return missing.null || missing.undefined ? `${text} && ${object}` : object;
}

function sent({ kind }: WireForm, text: string, missing: Missing): string | undefined {
  const absent = missing.null || missing.undefined;
  const guarded = (plain: string): string | undefined =>
    !absent ? plain : isReference(text) ? `${text} && ${plain}` : undefined;
  switch (kind) {
    case 'date':
      return chained(text, 'toISOString()', missing);
    case 'bigint':
      return absent ? chained(text, 'toString()', missing) : `String(${inner(text)})`;
    case 'decimal':
      return chained(text, 'toString()', missing);
    case 'buffer':
      return chained(text, "toString('base64')", missing);
    case 'bytes':
      return guarded(`Buffer.from(${inner(text)}).toString('base64')`);
    case 'map':
    case 'set':
      return guarded(`[...${text}]`);
  }
}

/** Null stays null, and what is missing stays missing. */
function chained(text: string, call: string, missing: Missing): string | undefined {
  if (!missing.null && !missing.undefined) return `${text}.${call}`;
  if (!missing.null) return `${text}?.${call}`;
  if (!missing.undefined) return `${text}?.${call} ?? null`;
  return isReference(text) ? `${text} === null ? null : ${text}?.${call}` : undefined;
}

/** Names of constructors as a file has them. */
export type Constructors = (form: WireForm) => string;

/**
 * @param text a reference to the plain form: it may be read twice
 * @returns the expression of the value
 */
export function valueText(
  shape: WireShape,
  text: string,
  missing: Missing,
  reading: Reading,
  constructors: Constructors,
): string {
  const value = revived(shape, text, reading, constructors);
  if (missing.null && missing.undefined) {
    // Without null checks what is left of the text would still be a text.
    return `${text} == null ? ${reading.loose ? 'undefined' : text} : ${value}`;
  }
  if (missing.null) return `${text} === null ? null : ${value}`;
  return missing.undefined ? `${text} === undefined ? undefined : ${value}` : value;
}

function revived(shape: WireShape, text: string, reading: Reading, constructors: Constructors): string {
  const { form, each, properties } = shape;
  if (form) return made(form, text, constructors);
  if (each) {
    const name = elementName(lastName(text), 'value');
    const body = valueText(each, name, missingAt(reading, [EACH]), below(reading, EACH), constructors);
    return `${text}.map((${name}) => ${arrowBody(body)})`;
  }
  const members = [...properties].map(([name, inside]) => {
    const missing = missingAt(reading, [name]);
    return `${name}: ${valueText(inside, `${text}.${name}`, missing, below(reading, name), constructors)}`;
  });
  return `{ ...${text}, ${members.join(', ')} }`;
}

function made(form: WireForm, text: string, constructors: Constructors): string {
  switch (form.kind) {
    case 'date':
      return `new Date(${text})`;
    case 'bigint':
      return `BigInt(${text})`;
    case 'map':
      return `new Map(${text})`;
    case 'set':
      return `new Set(${text})`;
    case 'buffer':
    case 'bytes':
      return `Buffer.from(${text}, 'base64')`;
    case 'decimal':
      return `new ${constructors(form)}(${text})`;
  }
}

/** @returns the global names that making the plain form, or the value again, asks for. */
export function globalsOf({ kind }: WireForm): {
  readonly sent: readonly string[];
  readonly made: readonly string[];
} {
  switch (kind) {
    case 'date':
      return { sent: [], made: ['Date'] };
    case 'bigint':
      return { sent: ['String'], made: ['BigInt'] };
    case 'map':
      return { sent: [], made: ['Map'] };
    case 'set':
      return { sent: [], made: ['Set'] };
    case 'buffer':
      return { sent: [], made: ['Buffer'] };
    case 'bytes':
      return { sent: ['Buffer'], made: ['Buffer'] };
    case 'decimal':
      return { sent: [], made: [] };
  }
}

/** @returns an expression as text that a member can follow. */
export function operandText(compiler: typeof ts, expression: ts.Expression): string {
  const text = expression.getText();
  const simple =
    compiler.isIdentifier(expression) ||
    compiler.isPropertyAccessExpression(expression) ||
    compiler.isElementAccessExpression(expression) ||
    compiler.isCallExpression(expression) ||
    compiler.isParenthesizedExpression(expression) ||
    compiler.isNonNullExpression(expression) ||
    (compiler.isNewExpression(expression) && expression.arguments !== undefined);
  return simple ? text : `(${text})`;
}

function below({ host, type, at, loose }: Reading, step: string): Reading {
  const place = type && valueAt(host, type, [step], at);
  // Of several alternatives the first speaks for what it holds: all were found to hold the same.
  return { host, at, loose, type: place?.types[0] };
}

/** Whether reading it twice is as good as once. */
function isReference(text: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*(?:\??\.[\p{L}_$][\p{L}\p{N}_$]*|!)*$/u.test(text);
}

function inner(text: string): string {
  return /^\((?:[^()]|\([^()]*\))*\)$/u.test(text) ? text.slice(1, -1) : text;
}

function arrowBody(text: string): string {
  return text.startsWith('{') ? `(${text})` : text;
}

function lastName(text: string): string {
  return /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(text)?.[0] ?? '';
}
