/** Whether an option's value is one that a condition names; only what is proven counts. */
import type { Condition } from '../../adapters/queues/invalid-options.js';
import type { Answer } from '../program/answer.js';
import { isBrokenCron } from '../program/cron.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { sampleText, textParts } from '../program/text-parts.js';
import type { OptionValue } from './site.js';

/** @returns whether the value itself fulfils a condition. */
export function isValue(host: Host, when: Condition, option: OptionValue): boolean {
  const { literal } = option;
  const { matches, differs, cron, below, above, fraction, equals, kind } = when;
  if (equals !== undefined && literal !== equals) return false;
  if (below !== undefined && !(typeof literal === 'number' && literal < below)) return false;
  if (above !== undefined && !(typeof literal === 'number' && literal > above)) return false;
  if (fraction && !(typeof literal === 'number' && !Number.isInteger(literal))) return false;
  if (differs !== undefined && !(typeof literal === 'string' && !new RegExp(differs, 'u').test(literal)))
    return false;
  if (cron && !(typeof literal === 'string' && isBrokenCron(literal))) return false;
  if (kind !== undefined && !isKind(host, option, kind)) return false;
  if (matches === undefined) return true;
  const text = textOf(host, option);
  return text !== undefined && new RegExp(matches, 'u').test(text);
}

/** A text, with what is not known of it replaced by ordinary characters. */
function textOf(host: Host, { literal, made }: OptionValue): string | undefined {
  if (typeof literal === 'string') return literal;
  if (literal !== undefined || !made) return undefined;
  const type = typeAt(host, made.expression);
  if (!type || (type.flags & host.ts.TypeFlags.StringLike) === 0) return undefined;
  return sampleText(host, textParts(host, made));
}

function isKind(host: Host, { literal, made }: OptionValue, kind: NonNullable<Condition['kind']>): boolean {
  const { ts } = host;
  if (literal !== undefined) return typeof literal === kind;
  if (!made) return false;
  const { expression } = made;
  if (ts.isObjectLiteralExpression(expression)) return kind === 'object';
  const type = typeAt(host, expression);
  if (!type) return false;
  switch (kind) {
    case 'string':
      return (type.flags & ts.TypeFlags.StringLike) !== 0;
    case 'number':
      return (type.flags & ts.TypeFlags.NumberLike) !== 0;
    case 'boolean':
      return (type.flags & ts.TypeFlags.BooleanLike) !== 0;
    case 'Date':
      return type.getSymbol()?.name === 'Date';
    default:
      return (type.flags & ts.TypeFlags.Object) !== 0;
  }
}

/** @returns whether an option is set to what libraries take for "not set". */
export function isOff({ literal }: OptionValue): boolean {
  return literal === null || literal === false;
}

/** @returns whether an option is proven to be set and switched on. */
export function isOn(host: Host, answer: Answer<OptionValue>): boolean {
  if (answer.is !== 'yes') return false;
  const { literal } = answer.value;
  if (literal !== undefined) return Boolean(literal);
  return (
    isKind(host, answer.value, 'object') ||
    isKind(host, answer.value, 'Date') ||
    isKind(host, answer.value, 'string')
  );
}

/** @returns whether an option is proven to be absent or switched off. */
export function isUnset(answer: Answer<OptionValue>): boolean {
  return answer.is === 'no' || (answer.is === 'yes' && isOff(answer.value));
}
