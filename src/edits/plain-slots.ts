/** The values of a task's payload that must travel in another form, and where every producer writes them. */
import type ts from 'typescript';
import { payloadSource, type PayloadSource } from '../analysis/payload/sources.js';
import { EACH, valueAt } from '../analysis/payload/value-paths.js';
import { holds, sameForm } from '../analysis/payload/wire-forms.js';
import { walkPayload } from '../analysis/payload/walk.js';
import { namedSteps, type WireSending, type WireValue } from '../analysis/payload/wire-tasks.js';
import type { Host } from '../analysis/program/host.js';
import { typeAt } from '../analysis/program/symbols.js';
import { isInside } from '../analysis/program/syntax.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';
import { missingFrom, type PlainSource } from './send-plain.js';
import type { PlainSlot } from './serialize-payload.js';
import { present, type Missing } from './wire-text.js';

type Place = Required<Pick<PlainSlot, 'steps' | 'form'>> & { readonly first: WireValue };

/** @returns every value, or why one of them cannot be followed to all its producers. */
export function plainSlots(host: Host, sendings: readonly WireSending[]): readonly PlainSlot[] | Skip {
  const places = new Map<string, Place>();
  for (const value of sendings.flatMap(({ values }) => values)) {
    const { steps, form } = value;
    if (!steps || steps[0] === undefined || steps[0] === EACH) return elsewhere(value.node);
    const known = places.get(steps.join('.'));
    if (!known) places.set(steps.join('.'), { steps, form, first: value });
    else if (!sameForm(known.form, form)) return mixed(value.node, value.path);
  }
  const slots: PlainSlot[] = [];
  for (const place of places.values()) {
    const slot = slotOf(host, place, sendings);
    if ('skip' in slot) return slot;
    const nested = nestedValue(host, slot, sendings);
    if (nested) return nested;
    slots.push(slot);
  }
  return slots;
}

function slotOf(
  host: Host,
  { steps, form, first }: Place,
  sendings: readonly WireSending[],
): PlainSlot | Skip {
  const sources: PlainSource[] = [];
  const properties = new Set<ts.Node>();
  let missing: Missing = present;
  const allow = (more: Missing): void => {
    missing = { null: missing.null || more.null, undefined: missing.undefined || more.undefined };
  };
  for (const sending of sendings) {
    const own = sending.values.filter((value) => value.steps?.join('.') === steps.join('.'));
    const found = writtenAt(host, sending, steps);
    if (!found) {
      const [value] = own;
      if (value) return elsewhere(value.node);
      const absence = absent(host, sending, steps, form);
      if (!absence) return mixed(first.node, first.path, sending);
      allow(absence);
      continue;
    }
    const { source, tail } = found;
    if (isNear(tail)) properties.add(source.property);
    const type = typeAt(host, source.value);
    const place = type && valueAt(host, type, tail, source.value);
    allow(place ?? { null: false, undefined: true });
    const written = own.flatMap(({ expression, tail: below }) =>
      expression && isInside(expression, source.value) ? [{ value: expression, tail: below, form }] : [],
    );
    if (written.length === 0 || written.length < own.length) {
      const held = place ? holds(host, place, form) : 'nothing';
      if (own.length === 0 && (held === 'plain' || held === 'nothing')) continue;
      if (own.length === 0 && held !== 'value') return mixed(first.node, first.path, sending);
      written.splice(0, written.length, { value: source.value, tail: [...tail], form });
    }
    for (const one of written) {
      allow(missingFrom(host, one));
      const holder = propertyAround(host.ts, one.value);
      if (holder && isNear(one.tail)) properties.add(holder);
      if (!sources.some(({ value }) => value === one.value)) sources.push(one);
    }
  }
  const { expression } = first;
  const type = expression && typeAt(host, expression);
  return {
    steps,
    form,
    effect: first.effect,
    type: type && valueAt(host, type, first.tail, expression)?.types[0],
    missing,
    sources,
    properties: [...properties],
    anchor: first.node,
  };
}

/** No property lies between. */
function isNear(tail: readonly string[]): boolean {
  return tail.every((step) => step === EACH);
}

interface Written {
  readonly source: Extract<PayloadSource, { readonly kind: 'property' }>;
  /** Steps from it to the value. */
  readonly tail: readonly string[];
}

/** The property nearest to the value that is written where the payload is. */
function writtenAt(host: Host, { site }: WireSending, steps: readonly string[]): Written | undefined {
  for (let depth = namedSteps(steps).length; depth > 0; depth--) {
    const source = payloadSource(host, site, steps.slice(0, depth));
    if (source?.kind === 'property') return { source, tail: steps.slice(depth) };
  }
  return undefined;
}

/** What a producer leaves out, or sends as null; `undefined` when it may send something else there. */
function absent(
  host: Host,
  { site }: WireSending,
  steps: readonly string[],
  form: PlainSlot['form'],
): Missing | undefined {
  let missing: Missing = { null: false, undefined: true };
  for (let at = site as typeof site | undefined; at; at = at.inner) {
    for (const { path, type, node } of at.payloads) {
      if (path.some((key, index) => steps[index] !== key)) continue;
      const place = valueAt(host, type, steps.slice(path.length), node);
      if (!place) continue;
      const held = holds(host, place, form);
      if (held !== 'nothing' && held !== 'plain') return undefined;
      missing = { null: missing.null || place.null, undefined: true };
    }
  }
  return missing;
}

function propertyAround(compiler: typeof ts, expression: ts.Node): ts.Node | undefined {
  for (let at: ts.Node = expression; !compiler.isStatement(at); at = at.parent) {
    if (compiler.isShorthandPropertyAssignment(at.parent)) return at.parent;
    if (compiler.isPropertyAssignment(at.parent) && at.parent.initializer === at) return at.parent;
    if (compiler.isFunctionLike(at)) return undefined;
  }
  return undefined;
}

/** Entries of a Map and elements of a Set must arrive as they are. */
function nestedValue(host: Host, slot: PlainSlot, sendings: readonly WireSending[]): Skip | undefined {
  const { type, form, anchor } = slot;
  if (!type || (form.kind !== 'map' && form.kind !== 'set')) return undefined;
  const given = 'target' in type ? host.checker.getTypeArguments(type as ts.TypeReference) : [];
  const wires = sendings.flatMap(({ site }) => site.wire());
  const broken = given.some((argument) =>
    wires.some((wire) => {
      const part = { expression: undefined, type: argument, node: anchor, path: ['entry'] };
      return wire.is === 'yes' && walkPayload(host, part, wire.value).is === 'yes';
    }),
  );
  if (!broken) return undefined;
  const message = 'The entries hold values that do not arrive either; send them as plain data first.';
  return refuse(anchor, 'nested-value', message);
}

function elsewhere(node: ts.Node): Skip {
  return refuse(
    node,
    'payload-elsewhere',
    'The value has no property of its own where the payload is sent; write the payload there.',
  );
}

function mixed(node: ts.Node, path: string, other?: WireSending): Skip {
  const where = other ? ` (${other.site.file.fileName.split('/').at(-1) ?? ''})` : '';
  return refuse(
    node,
    'mixed-producers',
    `Not every producer of this task sends the same kind of value at \`${path}\`${where}; make them alike.`,
  );
}
