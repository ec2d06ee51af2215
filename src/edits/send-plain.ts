/** Sends the plain form of a value in the place of the value. */
import type ts from 'typescript';
import { EACH, valueAt } from '../analysis/payload/value-paths.js';
import type { WireForm } from '../analysis/payload/wire-forms.js';
import { isGlobalAt } from '../analysis/program/global-names.js';
import type { Host } from '../analysis/program/host.js';
import { typeAt } from '../analysis/program/symbols.js';
import { bare } from '../analysis/program/syntax.js';
import type { Skip, TextEdit } from './edit.js';
import { fileStyle } from './file-style.js';
import { refuse } from './refuse.js';
import { replaceValue } from './replace-value.js';
import { shapeOf, type WirePart } from './wire-shape.js';
import { globalsOf, isLoose, operandText, plainText, present, type Missing } from './wire-text.js';

/** An expression of a producer that is a value, or holds it below `tail`. */
export interface PlainSource {
  readonly value: ts.Expression;
  readonly tail: readonly string[];
  readonly form: WireForm;
}

/** @returns the edits in the producers, or why a value cannot be written there. */
export function sendPlain(
  host: Host,
  slots: readonly { readonly sources: readonly PlainSource[] }[],
): readonly TextEdit[] | Skip {
  const parts = new Map<ts.Expression, WirePart[]>();
  for (const { value, tail, form } of slots.flatMap(({ sources }) => sources)) {
    const known = parts.get(value);
    if (known) known.push({ steps: tail, form });
    else parts.set(value, [{ steps: tail, form }]);
  }
  const edits: TextEdit[] = [];
  for (const [value, own] of parts) {
    const taken = own
      .flatMap(({ form }) => globalsOf(form).sent)
      .find((name) => !isGlobalAt(host, value, name));
    if (taken !== undefined) return nameTaken(value, taken);
    const text = textOf(host, value, own);
    if (text === undefined) {
      const apart = own.some(({ steps }) => steps.some((step) => step !== EACH));
      return apart
        ? refuse(
            value,
            'payload-elsewhere',
            'What holds the value is made by an expression; bind it to a constant first.',
          )
        : refuse(
            value,
            'maybe-absent',
            'The value may be null or undefined, and its expression cannot be repeated; bind it to a constant first.',
          );
    }
    const rewrite = replaceValue(host, value, text);
    if ('skip' in rewrite) return rewrite;
    edits.push(...rewrite);
  }
  return edits;
}

/** @returns the refusal of a place where a global name is not the global. */
export function nameTaken(node: ts.Node, name: string): Skip {
  return refuse(
    node,
    'name-taken',
    `\`${name}\` is not the global one here; rename what has its name, or import it.`,
  );
}

function textOf(host: Host, value: ts.Expression, parts: readonly WirePart[]): string | undefined {
  const { ts } = host;
  const type = typeAt(host, value);
  const missing = missingFrom(host, { value, tail: [] });
  const place = type && valueAt(host, type, [], value);
  const loose: Missing | undefined = isLoose(host) ? { null: false, undefined: true } : undefined;
  const reading = { host, type: place?.types[0] ?? type, at: value, loose };
  const text = plainText(shapeOf(parts), operandText(ts, value), missing, reading);
  if (text === undefined) return undefined;
  const file = value.getSourceFile();
  const { quote } = fileStyle(ts, file, host.program.getCompilerOptions());
  const quoted = quote === "'" ? text : text.replaceAll("'base64'", '"base64"');
  return needsParentheses(ts, value, quoted) ? `(${quoted})` : quoted;
}

/** @returns what may stand in the value's place; without null checks only what is made on the spot is there for certain. */
export function missingFrom(host: Host, { value, tail }: Pick<PlainSource, 'value' | 'tail'>): Missing {
  const { ts } = host;
  if (isLoose(host)) {
    const made = bare(ts, value);
    const fresh = ts.isNewExpression(made) || ts.isBigIntLiteral(made) || ts.isArrayLiteralExpression(made);
    return fresh ? present : { null: false, undefined: true };
  }
  const type = typeAt(host, value);
  return (type && valueAt(host, type, tail, value)) ?? present;
}

/** `x as Date` holds on to what is on its left more tightly than `??` and `&&` do. */
function needsParentheses(compiler: typeof ts, value: ts.Expression, text: string): boolean {
  const { parent } = value;
  if (compiler.isArrowFunction(parent)) return text.startsWith('{');
  const tight =
    compiler.isAsExpression(parent) ||
    compiler.isSatisfiesExpression(parent) ||
    compiler.isNonNullExpression(parent);
  return tight && / (?:&&|\?\?|\?) /u.test(text);
}
