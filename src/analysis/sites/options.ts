/** Option values across layers, key by key as the library merges them. */
import type { Answer } from '../program/answer.js';
import { no, yes } from '../program/answer.js';
import type { Host } from '../program/host.js';
import type { Bound } from '../program/bound.js';
import { literalOf, property, propertyPath, resolve } from '../program/values.js';
import type { OptionValue } from './site.js';

/** One options object, with the layer it belongs to. */
export interface OptionLayer {
  readonly layer: OptionValue['layer'];
  /** `no`: this layer has no options; `unknown`: it may have some. */
  readonly options: Answer<Bound>;
  /** Option path under which these options lie. */
  readonly under?: string;
  /** Options set one by one, by path: a builder's setters. */
  readonly setters?: Answer<ReadonlyMap<string, Bound>>;
  /** Every path that a setter sets, whether one is called or not. */
  readonly settable?: readonly string[];
}

/**
 * Reads one option through layers, innermost first. The libraries merge shallowly (`Object.assign({}, defaults, opts)`):
 * the first layer that has the path's first key decides the whole value below it.
 */
export function readOption(host: Host, layers: readonly OptionLayer[], whole: string): Answer<OptionValue> {
  for (const { layer, options, under, setters, settable = [] } of layers) {
    const set = setters && settable.some(overlaps(whole)) && readSetter(host, setters, whole, layer);
    if (set && set.is !== 'no') return set;
    if (under !== undefined && whole !== under && !whole.startsWith(`${under}.`)) continue;
    const path = under === undefined ? whole : whole.slice(under.length + 1);
    const [key = path, ...rest] = path.split('.');
    if (options.is === 'unknown') return options;
    if (options.is === 'no') continue;
    if (path === '') return yes(optionValue(host, options.value, options.value, layer));
    const found = property(host, options.value, key);
    if (found.is === 'unknown') return found;
    if (found.is === 'no') continue;
    const target = resolve(host, found.value);
    if (target.is === 'no') continue;
    if (target.is === 'unknown') return target;
    if (rest.length === 0) return yes(optionValue(host, found.value, target.value, layer));
    const below = propertyPath(host, target.value, rest.join('.'));
    if (below.is !== 'yes') return below;
    return yes(optionValue(host, below.value, below.value, layer));
  }
  return no;
}

/** One of two paths holds the other. */
function overlaps(path: string): (other: string) => boolean {
  return (other) => path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`);
}

function readSetter(
  host: Host,
  setters: Answer<ReadonlyMap<string, Bound>>,
  path: string,
  layer: OptionValue['layer'],
): Answer<OptionValue> {
  if (setters.is !== 'yes') return setters;
  const exact = setters.value.get(path);
  if (exact) return yes(optionValue(host, exact, exact, layer));
  const above = [...setters.value].find(([key]) => path.startsWith(`${key}.`));
  if (above) {
    const found = propertyPath(host, above[1], path.slice(above[0].length + 1));
    return found.is === 'yes' ? yes(optionValue(host, found.value, found.value, layer)) : found;
  }
  const below = [...setters.value].find(([key]) => key.startsWith(`${path}.`))?.[1];
  return below ? yes({ literal: undefined, node: below.expression, layer }) : no;
}

function optionValue(host: Host, written: Bound, target: Bound, layer: OptionValue['layer']): OptionValue {
  const literal = literalOf(host, target);
  const text = written.expression;
  const holder = text.parent;
  const node =
    host.ts.isPropertyAssignment(holder) || host.ts.isShorthandPropertyAssignment(holder) ? holder : text;
  return { literal, node, layer, made: target };
}
