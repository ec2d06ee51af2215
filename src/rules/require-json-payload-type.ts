import type { ValueKind } from '../adapters/codecs.js';
import type { Analysis } from '../analysis/facts.js';
import { misreadsOf, type Misread } from '../analysis/payload/misreads.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { replaceValue } from '../edits/replace-value.js';
import { createRule, type SuggestionOffer } from './kit/rule.js';

interface Words {
  readonly what: string;
  readonly arrives: string;
  readonly advice: string;
}

const bytes: Words = {
  what: 'binary data',
  arrives: 'an object with its bytes as numbers',
  advice: 'Send where it is stored, or base64 and `Buffer.from(…)` here.',
};

/** Wording by kind of value, as the worker meets it. */
const words: Readonly<Partial<Record<ValueKind, Words>>> = {
  date: {
    what: 'a Date',
    arrives: 'a string',
    advice: 'Make a `new Date()` of it first, and declare the string.',
  },
  bigint: {
    what: 'a bigint',
    arrives: 'a string or a number',
    advice: 'Send a string and call `BigInt()` on it first.',
  },
  map: { what: 'a Map', arrives: '`{}`', advice: 'Send its entries and make a `new Map()` of them here.' },
  set: { what: 'a Set', arrives: '`{}`', advice: 'Send its values and make a `new Set()` of them here.' },
  bytes,
  'typed-array': bytes,
  'bigint-array': bytes,
  buffer: { ...bytes, arrives: '`{}`' },
  promise: { what: 'a promise', arrives: '`{}`', advice: 'Await it before the enqueue.' },
  error: { what: 'an Error', arrives: '`{}`', advice: 'Send its message as a string.' },
  regexp: {
    what: 'a RegExp',
    arrives: '`{}`',
    advice: 'Send its source and make a `new RegExp()` of it here.',
  },
  function: {
    what: 'a function',
    arrives: 'nothing',
    advice: 'Send the name of what to do, and look the function up here.',
  },
  url: {
    what: 'a URL',
    arrives: 'a string',
    advice: 'Make a `new URL()` of it first, and declare the string.',
  },
  'self-written': {
    what: 'an object',
    arrives: 'the string it writes itself as',
    advice: 'Make the object of it first, and declare the string.',
  },
  class: {
    what: 'a class instance',
    arrives: 'an object without its methods',
    advice: 'Make the instance of it first, and declare plain data.',
  },
};

const other: Words = {
  what: 'an object with behaviour',
  arrives: '`{}`',
  advice: 'Send the data that the task needs, and declare that.',
};

/** A payload's type is a promise that nobody keeps: what comes off the wire is plain data. */
export default createRule({
  name: 'require-json-payload-type',
  practice: '27.3.3',
  description: 'a worker that uses a payload property as something the wire of its queue cannot deliver',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'serialize-payload',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    throws:
      '`{{place}}` is {{what}} ({{type}}) in its type only: {{wire}} delivers {{arrives}}, so {{use}} throws when task {{task}} runs{{chain}}. {{advice}}{{more}}',
    wrong:
      '`{{place}}` is {{what}} ({{type}}) in its type only: {{wire}} delivers {{arrives}}, so {{use}} {{outcome}} when task {{task}} runs{{chain}}. {{advice}}{{more}}',
    revive: 'Make a Date of it: `{{text}}`.',
  },
  on: {
    task(task, { analysis, report }) {
      for (const misread of misreadsOf(analysis, task)) {
        const { what, arrives, advice } = words[misread.kind] ?? other;
        report({
          at: misread.entry ?? misread.at,
          messageId: misread.effect,
          data: {
            place: placeOf(task, misread.path),
            what,
            type: misread.typeText,
            wire: misread.codec.title,
            arrives: arrivesAs(misread, arrives),
            use: misread.use,
            outcome: misread.outcome,
            task: `\`${task.name}\``,
            chain: misread.chain.length === 0 ? '' : ` (in ${misread.chain.join(' -> ')})`,
            advice,
            more: misread.more === 0 ? '' : ` ${countOf(misread.more)} more like this here.`,
          },
          suggest: revive(analysis, misread),
        });
      }
    },
  },
});

/** Where a wire makes something else of it than JSON does. */
function arrivesAs({ codec, kind }: Misread, json: string): string {
  if (codec.arrives?.[kind] !== undefined) return codec.arrives[kind];
  return (kind === 'map' || kind === 'set') && codec.effects[kind] === 'changes' ? 'a plain object' : json;
}

function countOf(count: number): string {
  return count === 1 ? 'One' : String(count);
}

function placeOf({ payloadProperty }: TaskBody, path: string): string {
  const root = payloadProperty === '' ? 'payload' : payloadProperty;
  if (path === '') return root;
  return path.startsWith('[') ? `${root}${path}` : `${root}.${path}`;
}

/** `new Date(job.data.at).getTime()`; where the value may be missing, what a Date of nothing would be is not for us to say. */
function revive(
  { host }: Analysis,
  { kind, expression, entry, chain }: Misread,
): SuggestionOffer<'revive'>[] {
  const { ts, checker } = host;
  if (kind !== 'date' || entry || chain.length > 0) return [];
  const type = checker.getTypeAtLocation(expression);
  const { parent } = expression;
  const asks = ts.isPropertyAccessExpression(parent) && parent.questionDotToken !== undefined;
  if (asks || type.isUnion() || expression.getText().includes('?.')) return [];
  const text = `new Date(${expression.getText()})`;
  return [{ messageId: 'revive', data: { text }, rewrite: replaceValue(host, expression, text) }];
}
