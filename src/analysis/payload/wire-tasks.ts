/** Tasks that are sent values which their wire does not carry, though a plain form of them would arrive. */
import type ts from 'typescript';
import type { Effect, ValueKind } from '../../adapters/codecs.js';
import type { Analysis } from '../facts.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import type { EnqueueSite } from '../sites/site.js';
import { receivedParameters } from './received.js';
import { sentName, sentQueues, type SentQueue, type TaskSending } from './sent-queues.js';
import { EACH, stepsOf, valueAt } from './value-paths.js';
import { walkPayload, type PayloadProblem } from './walk.js';
import { sameForm, wireForm, type WireForm } from './wire-forms.js';

/** One value of a payload that must travel in another form. */
export interface WireValue {
  /** From the payload's root; `undefined` when it goes through keys that cannot be followed. */
  readonly steps: readonly string[] | undefined;
  readonly path: string;
  readonly form: WireForm;
  readonly effect: Effect;
  /** The written expression that is the value, or holds it below `tail`. */
  readonly expression: ts.Expression | undefined;
  /** Steps from the expression to the value. */
  readonly tail: readonly string[];
  readonly node: ts.Node;
}

/** One call that sends a task, with those values. */
export interface WireSending extends TaskSending {
  readonly values: readonly WireValue[];
}

/** A queue to which some task sends such values. */
export type WireQueue = SentQueue<WireSending>;

/** Kinds that may have a plain form; the type decides. */
const kinds: ReadonlySet<ValueKind> = new Set<ValueKind>([
  'date',
  'bigint',
  'map',
  'set',
  'bytes',
  'self-written',
  'class',
  'fields-class',
]);

/** More values than any payload has. */
const MOST = 200;

/** @returns the queues that such values are sent to, in source order. */
export function wireQueues(analysis: Analysis): readonly WireQueue[] {
  const files = [...analysis.all()];
  return sentQueues(files, (site) => sendingOf(analysis, site)).filter(({ sendings }) =>
    sendings.some(({ values }) => values.length > 0),
  );
}

/** A call inside a wrapper sends what it adds itself with each call of the wrapper. */
function sendingOf(analysis: Analysis, site: EnqueueSite): WireSending | undefined {
  if (site.callers.length > 0) return undefined;
  const values: WireValue[] = [];
  for (let at = site as EnqueueSite | undefined; at; at = at.inner) values.push(...valuesOf(analysis, at));
  return { site, name: sentName(site), values };
}

function valuesOf(analysis: Analysis, site: EnqueueSite): readonly WireValue[] {
  const { host } = analysis;
  const wire = site.wire();
  if (wire.is !== 'yes') return [];
  return site.payloads.flatMap((part) => {
    const verdict = walkPayload(host, part, wire.value, receivedParameters(analysis), MOST);
    if (verdict.is !== 'yes') return [];
    return verdict.value.flatMap((problem) => {
      if (!kinds.has(problem.kind)) return [];
      const steps = stepsOf(problem.path);
      const found = located(host, problem, part.type, steps, part.path);
      if (!found) return [];
      return [{ ...found, steps, path: problem.path, effect: problem.effect, node: problem.node }];
    });
  });
}

/** The value's form, and how far the written expression goes towards it. */
function located(
  host: Host,
  { expression, kind, path, node }: PayloadProblem,
  root: ts.Type,
  steps: readonly string[] | undefined,
  above: readonly string[],
): Pick<WireValue, 'form' | 'expression' | 'tail'> | undefined {
  const type = expression && typeAt(host, expression);
  if (!steps) {
    // Followed no further, but told all the same.
    const plain = kind === 'date' || kind === 'bigint' || kind === 'map' || kind === 'set';
    return plain ? { form: { kind }, expression, tail: [] } : undefined;
  }
  if (type) {
    for (let start = steps.length; start >= 0; start--) {
      const tail = steps.slice(start);
      const form = formAt(host, type, tail, node);
      if (form) return { form, expression, tail };
    }
  }
  const form = path === '' ? undefined : formAt(host, root, steps.slice(above.length), node);
  return form && { form, expression: undefined, tail: [] };
}

function formAt(host: Host, type: ts.Type, steps: readonly string[], at: ts.Node): WireForm | undefined {
  const place = valueAt(host, type, steps, at);
  const forms = place?.types.map((option) => wireForm(host, option)) ?? [];
  const [first] = forms;
  return first && forms.every((form) => form && sameForm(form, first)) ? first : undefined;
}

/** @returns the property names at the start of a path: as far as it can be written without going into arrays. */
export function namedSteps(steps: readonly string[]): readonly string[] {
  const each = steps.indexOf(EACH);
  return each < 0 ? steps : steps.slice(0, each);
}
