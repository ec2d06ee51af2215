import type { Codec, Effect, ValueKind } from '../adapters/codecs.js';
import { codecOf } from '../adapters/codecs.js';
import type { Analysis } from '../analysis/facts.js';
import { isTextAt } from '../analysis/payload/arrival.js';
import { declaredPayloads } from '../analysis/payload/declared.js';
import { keyOfText } from '../analysis/payload/path-names.js';
import { receivedParameters } from '../analysis/payload/received.js';
import { revivesDate } from '../analysis/payload/revive.js';
import { alternatives } from '../analysis/payload/structure.js';
import { walkPayload, type PayloadProblem } from '../analysis/payload/walk.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import { enclosingFunction } from '../analysis/program/syntax.js';
import { producedName } from '../analysis/sites/names.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { provenName } from '../analysis/sites/workers.js';
import { replaceValue } from '../edits/replace-value.js';
import { createRule, type SuggestionOffer } from './kit/rule.js';

interface Words {
  readonly what: string;
  /** What the worker gets where the wire does not throw. */
  readonly arrives: string;
  readonly advice: string;
}

/** Wording by kind of value; the effects themselves are the codec's. */
const words: Readonly<Record<ValueKind, Words>> = {
  bigint: {
    what: 'a bigint',
    arrives: 'nothing',
    advice: 'Send it as a string and call `BigInt()` in the worker.',
  },
  function: { what: 'a function', arrives: 'nothing', advice: 'Send the name of what to do.' },
  symbol: { what: 'a symbol', arrives: 'nothing', advice: 'Send a string.' },
  'symbol-key': { what: 'keyed by a symbol', arrives: 'nothing', advice: 'Use a string as its key.' },
  'undefined-element': {
    what: 'undefined in an array',
    arrives: '`null`',
    advice: 'Leave it out or send `null`.',
  },
  nan: { what: 'not a finite number', arrives: '`null`', advice: 'Check the number before the enqueue.' },
  date: {
    what: 'a Date',
    arrives: 'a string',
    advice: 'Send `toISOString()` and make a `new Date()` of it in the worker.',
  },
  bytes: {
    what: 'binary data',
    arrives: 'an object with a number for each byte',
    advice: 'Store it and send where it is; a few bytes can travel as base64.',
  },
  'typed-array': {
    what: 'an array of numbers of a fixed size',
    arrives: 'an object with a number for each element',
    advice: 'Send its elements as an array.',
  },
  'bigint-array': {
    what: 'an array of bigints',
    arrives: 'an object with a number for each element',
    advice: 'Send its elements as strings.',
  },
  buffer: {
    what: 'binary data',
    arrives: '`{}`',
    advice: 'Store it and send where it is; a few bytes can travel as base64.',
  },
  map: { what: 'a Map', arrives: '`{}`', advice: 'Send its entries as an array or a plain object.' },
  set: { what: 'a Set', arrives: '`{}`', advice: 'Send its values as an array.' },
  promise: { what: 'a promise', arrives: '`{}`', advice: 'Await it before the enqueue.' },
  error: { what: 'an Error', arrives: '`{}`, without message and stack', advice: 'Send its message.' },
  regexp: { what: 'a RegExp', arrives: '`{}`', advice: 'Send its source and flags as strings.' },
  url: {
    what: 'a URL',
    arrives: 'a string',
    advice: 'Send its `href` and make a `new URL()` of it in the worker.',
  },
  'built-in': {
    what: 'an object without plain data',
    arrives: '`{}`',
    advice: 'Send the data that the worker needs.',
  },
  'self-written': {
    what: 'an object that writes itself as a text',
    arrives: 'a string or number without methods',
    advice: 'Send that text on purpose and build the object again in the worker.',
  },
  class: {
    what: 'a class instance',
    arrives: 'its fields without methods, accessors and private state',
    advice: 'Send plain data and build the instance in the worker.',
  },
  'fields-class': {
    what: 'a class instance',
    arrives: 'a plain object',
    advice: 'Send a plain object.',
  },
};

/** The queue carries text: what JSON cannot say never reaches the worker, or stops the enqueue. */
export default createRule({
  name: 'no-unserializable-payload',
  practice: '27.3.3',
  description: 'a payload value that the wire of the queue refuses, loses or changes',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'serialize-payload',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    throws:
      '{{place}} is {{what}} ({{type}}), which {{wire}} refuses: this enqueue throws and the task is lost. {{advice}}{{more}}',
    loses:
      '{{place}} is {{what}} ({{type}}), which {{wire}} cannot carry: the worker receives {{arrives}}. {{advice}}{{more}}',
    changes:
      '{{place}} is {{what}} ({{type}}): the worker receives {{arrives}}, whatever its type says. {{advice}}{{more}}',
    convert: 'Send `{{text}}`.',
  },
  on: {
    enqueue(site, { analysis, file, report }) {
      const wire = site.wire();
      if (wire.is !== 'yes') return;
      const codec = wire.value;
      for (const part of site.payloads) {
        const verdict = walkPayload(analysis.host, part, codec, receivedParameters(analysis));
        if (verdict.is !== 'yes') continue;
        const standing = verdict.value.filter(
          (problem) => !isRevived(analysis, site, problem) && !isDeclaredText(analysis.host, problem),
        );
        for (const [problem, ...same] of byPlace(standing)) {
          const { what, arrives, advice } = wordsOf(problem, codecOf(codec));
          report({
            at: problem.node.getSourceFile() === file ? problem.node : site.call,
            messageId: problem.effect satisfies Effect,
            data: {
              place: problem.path === '' ? 'This payload' : `\`${problem.path}\` of this payload`,
              wire: codecOf(codec).title,
              type: problem.typeText,
              what,
              arrives,
              advice,
              more:
                same.length === 0 ? '' : ` The same for ${same.map(({ path }) => `\`${path}\``).join(', ')}.`,
            },
            suggest: convert(analysis, problem),
          });
        }
      }
    },
  },
});

/** @returns the wording of a problem: what arrives depends on the wire, and on what a class adds to a built-in. */
function wordsOf({ kind, adds }: PayloadProblem, wire: Codec): Words {
  const { arrives, ...others } = words[kind];
  return {
    ...others,
    arrives: adds ? 'only the fields that its class adds' : (wire.arrives?.[kind] ?? arrives),
  };
}

/** Five Dates of one row are one report with five paths. */
function byPlace(
  problems: readonly PayloadProblem[],
): readonly (readonly [PayloadProblem, ...PayloadProblem[]])[] {
  const groups: [PayloadProblem, ...PayloadProblem[]][] = [];
  for (const problem of problems) {
    const group = groups.find(
      ([first]) =>
        first.node === problem.node && first.kind === problem.kind && first.effect === problem.effect,
    );
    if (group) group.push(problem);
    else groups.push([problem]);
  }
  return groups;
}

/** The payload's own type has room for the text (`Date | string`): whoever wrote it knows what arrives. */
function isDeclaredText(host: Host, { effect, expression, kind, whole }: PayloadProblem): boolean {
  if (effect !== 'changes' || kind !== 'date' || !whole || !expression) return false;
  const declared = guarded(() => host.checker.getContextualType(expression));
  return (
    declared?.isUnion() === true &&
    alternatives(host, declared).some((option) => (option.flags & host.ts.TypeFlags.String) !== 0)
  );
}

/** Every worker that may get this payload makes a Date of it again, or declares the text that arrives. */
function isRevived(analysis: Analysis, site: EnqueueSite, problem: PayloadProblem): boolean {
  const queue = provenName(site.queue.name);
  if (queue === undefined || problem.kind !== 'date' || problem.effect !== 'changes') return false;
  const name = provenName(producedName(site));
  const workers = analysis.queue(site.adapter.id, queue).workers.filter(({ taskName }) => {
    const own = provenName(taskName);
    return own === undefined || name === undefined || own === name;
  });
  if (workers.length === 0) return false;
  const { host } = analysis;
  const revived = workers.every(({ task }) => task && revivesDate(host, task, problem.path, name));
  if (revived) return true;
  const declared = declaredPayloads(analysis, site.adapter.id, queue, name);
  return (
    declared.length > 0 &&
    declared.every(({ type }) => isTextAt(host, type, JSON.parse(keyOfText(problem.path)) as string[]))
  );
}

/** The conversions that put on the wire what arrives anyway, or what was meant. */
function convert(analysis: Analysis, problem: PayloadProblem): SuggestionOffer<'convert'>[] {
  const { expression, kind, whole } = problem;
  if (!whole || !expression) return [];
  const { ts } = analysis.host;
  const written = expression.getText();
  const simple =
    ts.isIdentifier(expression) ||
    ts.isPropertyAccessExpression(expression) ||
    ts.isCallExpression(expression) ||
    (ts.isNewExpression(expression) && expression.arguments !== undefined);
  let text: string | undefined;
  if (kind === 'date' && simple) text = `${written}.toISOString()`;
  else if (kind === 'bigint') text = `String(${written})`;
  else if (kind === 'set') text = `[...${simple ? written : `(${written})`}]`;
  else if (kind === 'promise' && simple && isAsync(analysis, problem)) text = `await ${written}`;
  if (text === undefined) return [];
  return [{ messageId: 'convert', data: { text }, rewrite: replaceValue(analysis.host, expression, text) }];
}

function isAsync(analysis: Analysis, { node }: PayloadProblem): boolean {
  const { ts } = analysis.host;
  const fn = enclosingFunction(ts, node);
  if (!fn || !ts.canHaveModifiers(fn)) return false;
  return ts.getModifiers(fn)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
}
